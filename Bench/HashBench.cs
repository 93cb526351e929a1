using System.Security.Cryptography;

namespace Chain.Bench;

/// <summary>What one hash costs here: our functions against the BCL's, in nanoseconds.</summary>
public static class HashBench
{
    /// <summary>One line of the result: bytes hashed, and nanoseconds for each way.</summary>
    public readonly record struct Row(int Bytes, double Ours, double Bcl, double Batch);

    /// <summary>Median of five runs for each size.</summary>
    public static Row[] Run(int iterations = 200_000)
    {
        int[] sizes = [32, 64, 65, 128, 256, 1024];
        return [.. sizes.Select(size => new Row(
            size,
            Median(iterations, size, static (data, digest) => Sha256.Hash(data, digest)),
            Median(iterations, size, static (data, digest) => SHA256.HashData(data, digest)),
            InBatch(iterations, size)))];
    }

    private static double InBatch(int iterations, int size)
    {
        byte[] digest = new byte[Sha256.DigestSize];
        var batch = new Sha256Batch((_, hash) => hash.CopyTo(digest));
        return Median(iterations, size, (bytes, _) => batch.Add(bytes, 0));
    }

    private static double Median(int iterations, int size, Action<byte[], byte[]> hash)
    {
        byte[] data = new byte[size], digest = new byte[Sha256.DigestSize];
        double[] runs = new double[5];
        foreach (ref double run in runs.AsSpan())
        {
            TimeSpan start = ThreadTime.Now;
            for (int i = 0; i < iterations; i++)
            {
                hash(data, digest);
                data[0] = digest[0]; // each hash depends on the one before
            }
            run = (ThreadTime.Now - start).TotalNanoseconds / iterations;
        }
        Array.Sort(runs);
        return runs[2];
    }
}

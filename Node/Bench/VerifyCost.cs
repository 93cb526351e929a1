using System.Diagnostics;
using Chain.Crypto;

namespace Chain.Node.Bench;

/// <summary>What one signature verification costs here: the unit that throughput is compared with.</summary>
public static class VerifyCost
{
    private const int Batches = 400;

    // Short, so that most batches are not interrupted by other programs.
    private const int PerBatch = 10;

    /// <summary>Median over batches on one thread, microseconds.</summary>
    public static double MeasureMicros()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        var id = new Hash32(System.Security.Cryptography.SHA256.HashData("bench"u8));
        Signature signature = key.Sign(id);
        double[] micros = new double[Batches];
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < PerBatch; i++) Require.That(Bip340.Verify(key.PublicKey, id, signature));
            micros[batch] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / PerBatch;
        }
        Array.Sort(micros);
        return micros[Batches / 2];
    }
}

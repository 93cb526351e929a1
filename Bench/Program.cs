using System.Globalization;
using Chain.Bench;
using Chain.Node.Bench;

// What the smallest parts cost on one core here; `chain bench` measures the whole.
Console.WriteLine("SHA-256, ns     ours      BCL");
foreach (HashBench.Row row in HashBench.Run())
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{row.Bytes,6} bytes {row.Ours,8:0} {row.Bcl,8:0}"));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"BIP340 verification, us {VerifyCost.MeasureMicros():0.0}"));

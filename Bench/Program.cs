using System.Globalization;
using Chain.Bench;
using Chain.Node.Bench;

// What the parts cost on this machine, each alone; `chain bench` measures the whole.
// dotnet run -c Release --project Bench -- [hash] [verify] [ledger] [grpc]; without a name, all of them.
foreach (string part in args.Length > 0 ? args : ["hash", "verify", "ledger", "grpc"])
{
    switch (part)
    {
        case "hash":
            Tell($"SHA-256, ns     ours      BCL");
            foreach (HashBench.Row row in HashBench.Run())
                Tell($"{row.Bytes,6} bytes {row.Ours,8:0} {row.Bcl,8:0}");
            break;
        case "verify":
            Tell($"BIP340 verification: {VerifyCost.MeasureMicros():0.0} us");
            break;
        case "ledger":
            Tell($"ledger, one thread: {LedgerBench.OperationsPerSecond():N0} order operations/s");
            break;
        case "grpc":
            await GrpcBench.RunAsync(TimeSpan.FromSeconds(2), Console.Out);
            break;
        default:
            Console.Error.WriteLine($"no part is called '{part}'; there are hash, verify, ledger, grpc");
            return 2;
    }
}
return 0;

static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

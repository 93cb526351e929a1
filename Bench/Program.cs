using System.Globalization;
using Chain.Bench;
using Chain.Node.Bench;

// What the parts cost on this machine, each alone; `chain bench` measures the whole.
const string Usage = $"""
    dotnet run -c Release --project Bench -- [hash] [verify] [ledger [options]] [grpc]; without a name all
    {LedgerOptions.Help}
    """;
var parts = new List<string>();
LedgerOptions ledger = LedgerOptions.Default;
for (int i = 0; i < args.Length; i += 1)
{
    if (args[i] is "hash" or "verify" or "ledger" or "grpc")
    {
        parts.Add(args[i]);
        continue;
    }
    if (args[i] == "--help")
    {
        Console.WriteLine(Usage);
        return 0;
    }
    string value = i + 1 < args.Length ? args[i + 1] : "";
    if (ledger.With(args[i], value) is not { } read)
    {
        return Refuse($"'{args[i]} {value}' is no part and no option");
    }
    ledger = read;
    i += 1;
}
if (ledger.TooFewAccounts) return Refuse("too few accounts for so many orders");

foreach (string part in parts.Count > 0 ? parts : ["hash", "verify", "ledger", "grpc"])
{
    switch (part)
    {
        case "hash":
            Tell($"SHA-256, ns     ours      BCL  a batch");
            foreach (HashBench.Row row in HashBench.Run())
                Tell($"{row.Bytes,6} bytes {row.Ours,8:0} {row.Bcl,8:0} {row.Batch,8:0}");
            break;
        case "verify":
            Tell($"BIP340 verification: {VerifyCost.MeasureMicros():0.0} us");
            break;
        case "ledger":
            LedgerBench.Run(ledger, Console.Out);
            break;
        case "grpc":
            await GrpcBench.RunAsync(TimeSpan.FromSeconds(2), Console.Out);
            break;
    }
}
return 0;

static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

static int Refuse(string why)
{
    Console.Error.WriteLine($"{why}\n{Usage}");
    return 2;
}

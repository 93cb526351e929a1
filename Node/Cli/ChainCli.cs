using System.CommandLine;
using System.CommandLine.Help;
using Chain.Node.Cli.Auctions;
using Chain.Node.Cli.Blocks;
using Chain.Node.Cli.Demo;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Leases;
using Chain.Node.Cli.Members;
using Chain.Node.Cli.Money;
using Chain.Node.Cli.Nodes;
using Chain.Node.Cli.Orders;
using Chain.Node.Cli.Prices;
using Chain.Node.Cli.Products;
using Chain.Node.Cli.Proofs;
using Chain.Node.Cli.Requests;
using Chain.Node.Cli.Testnet;

namespace Chain.Node.Cli;

/// <summary>
/// The command line of <c>chain</c>: every verb, the flags they share, and what happens on wrong usage.
/// </summary>
internal sealed class ChainCli
{
    public ChainCli(CliHost host)
    {
        Host = host;
        Flags = new Flags(host);
        Global = new GlobalFlags(Flags);
        Root = new RootCommand(
            "A permissioned blockchain whose ledger is a market for computing, storage and bandwidth.");
        foreach (Option option in Global.All) Root.Add(option);
        foreach (Command verb in Verbs()) Root.Add(verb);
        HelpOption help = Root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!);
    }

    public RootCommand Root { get; }

    public CliHost Host { get; }

    public Flags Flags { get; }

    public GlobalFlags Global { get; }

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancel = default)
    {
        ParseResult parsed = Root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Host.Error.WriteLine($"error: {error.Message}");
            Host.Error.WriteLine($"  `{Path(parsed.CommandResult)} --help` shows usage and an example.");
            return ExitCode.Usage;
        }
        // Signals are ours (Program.cs): a testnet needs longer to stop than the library would grant.
        var configuration = new InvocationConfiguration
        {
            Output = Host.Out,
            Error = Host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancel);
    }

    private IEnumerable<Command> Verbs() =>
    [
        TestnetVerbs.Create(this),
        DemoVerb.Create(this),
        NodeVerbs.Create(this),
        DataVerbs.Create(this),
        DoctorVerb.Create(this),
        StatusVerbs.Status(this),
        StatusVerbs.Validators(this),
        StatusVerbs.Version(this),
        BlockVerbs.Create(this),
        TransactionVerbs.Create(this),
        AccountVerbs.Create(this),
        AssetVerbs.Create(this),
        AssetVerbs.Transfer(this),
        ProductVerbs.Create(this),
        PublishedVerbs.Grade(this),
        PublishedVerbs.Region(this),
        CapacityVerbs.Create(this),
        SlotsVerb.Create(this),
        OrderVerbs.Create(this),
        BundleVerbs.Create(this),
        BlockOrderVerbs.Create(this),
        RequestVerbs.Create(this),
        BookVerb.Create(this),
        AuctionVerbs.Create(this),
        TradesVerb.Create(this),
        CandlesVerb.Create(this),
        TickerVerbs.Ticker(this),
        TickerVerbs.Index(this),
        LeaseVerbs.Create(this),
        StreamVerbs.Create(this),
        DeliveryVerbs.Create(this),
        MovementsVerb.Create(this),
        FocusVerb.Create(this),
        DisputeVerbs.Create(this),
        ReputationVerbs.Create(this),
        ProposalVerbs.Create(this),
        RoleVerbs.Create(this),
        OffenceVerbs.Create(this),
        ConsortiumVerbs.Members(this),
        ConsortiumVerbs.Parameters(this),
        ConsortiumVerbs.Treasury(this),
        KeyVerbs.Create(this),
        ProofVerbs.Create(this),
        ConfigVerbs.Create(this),
        BenchVerb.Create(this),
    ];

    private static string Path(System.CommandLine.Parsing.CommandResult? result) => result?.Parent is
        System.CommandLine.Parsing.CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "chain";
}

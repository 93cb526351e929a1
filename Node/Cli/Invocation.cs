using System.CommandLine;
using Chain.Client;
using Grpc.Core;

namespace Chain.Node.Cli;

/// <summary>One run of one verb: its flags, its output, its connection.</summary>
internal sealed class Invocation : IDisposable
{
    private readonly ChainCli cli;
    private readonly ParseResult parsed;
    private ChainClient? client;

    public Invocation(ChainCli cli, ParseResult parsed, CancellationToken cancel)
    {
        this.cli = cli;
        this.parsed = parsed;
        Cancel = cancel;
        Print = new Printer(cli.Host, parsed.GetValue(cli.Global.Output) == "json");
    }

    public CliHost Host => cli.Host;

    public Printer Print { get; }

    public CancellationToken Cancel { get; }

    public TimeSpan Timeout => TimeSpan.FromSeconds(parsed.GetValue(cli.Global.Timeout));

    /// <summary>The node that --node names; connected on first use.</summary>
    public ChainClient Client => client ??= new ChainClient(NodeAddress(), Host.Time);

    /// <summary>Deadline and cancellation of one question.</summary>
    public CallOptions Call =>
        new(deadline: (Host.Time.GetUtcNow() + Timeout).UtcDateTime, cancellationToken: Cancel);

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>True when the flag stands on the command line; not when it comes from elsewhere.</summary>
    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    public void Say(string line) => Host.Error.WriteLine(line);

    public void Dispose() => client?.Dispose();

    private Uri NodeAddress()
    {
        string text = parsed.GetValue(cli.Global.Node)!;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new CliError(
                ExitCode.Usage, $"--node '{text}' is not a URL such as http://127.0.0.1:7002");
    }
}

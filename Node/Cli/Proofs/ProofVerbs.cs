using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Node.Configuration;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Cli.Proofs;

/// <summary>
/// <c>proof get|verify</c>: what the ledger says, checkable by anyone who holds nodes.json.
/// </summary>
internal static class ProofVerbs
{
    public static Command Create(ChainCli cli) => new Command("proof", "Proofs of what the ledger holds.")
    {
        Get(cli), Verify(cli),
    };

    private static Verb Get(ChainCli cli)
    {
        var row =
            new Argument<string[]>("ROW") { Description = RowText.Help, Arity = ArgumentArity.OneOrMore };
        var keys = new KeyFlags(cli.Flags);
        return new Verb("get", "Fetches a proof and writes it to stdout as JSON, whatever --output says.",
            "chain proof get balance buyer1 EUR > proof.json", row).With(keys.All).Does(cli, async run =>
        {
            byte[] key = RowText.Parse(run.Get(row), KeyFolder.Of(run, keys));
            var request = new GetProofRequest { Key = ByteString.CopyFrom(key) };
            StateProof proof = await AskAsync(run, request);
            if (!proof.Key.Span.SequenceEqual(key))
                throw new CliError(ExitCode.Internal, "the node answered with the proof of another key");
            new Printer(run.Host, json: true).One(ProofFile.From(proof));
            return ExitCode.Ok;
        });
    }

    /// <summary>
    /// A state is certified by the block after it; asked in between, a node says "not yet"
    /// and is asked again.
    /// </summary>
    private static async Task<StateProof> AskAsync(Invocation run, GetProofRequest request)
    {
        for (CallOptions call = run.Call; ;)
        {
            try
            {
                return await run.Client.Node.GetProofAsync(request, call);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable
                && error.GetRpcStatus() is not null && run.Host.Time.GetUtcNow().UtcDateTime < call.Deadline)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), run.Host.Time, run.Cancel);
            }
        }
    }

    private static Verb Verify(ChainCli cli)
    {
        var file = new Argument<string>("FILE") { Description = "A proof written by proof get; - is stdin." };
        Option<string> consortium = cli.Flags.Optional(
            "--consortium", "The consortium file whose validators are trusted.", "nodes.json");
        return new Verb("verify", "Checks a proof offline: signatures of a quorum, state root, Merkle path.",
            "chain proof verify proof.json --consortium ~/.chain/testnet/node1/nodes.json", file, consortium)
            .Does(cli, async run =>
            {
                GenesisSection genesis = ConsortiumFile.Load(run.Get(consortium)).Genesis;
                StateProof proof = ProofFile.Parse(run.Get(file) == "-"
                    ? await run.Host.In.ReadToEndAsync(run.Cancel)
                    : await File.ReadAllTextAsync(run.Get(file), run.Cancel));
                var trust = new ChainTrust(genesis.ComputeHash(), GenesisBuilder.Validators(genesis));
                return Report(run, proof, new ProofChecker(trust).Check(proof));
            });
    }

    private static int Report(Invocation run, StateProof proof, ProofVerdict verdict)
    {
        VerdictShape shape = verdict switch
        {
            ProofVerdict.Present present => new("present", RowText.Describe(proof.Key.Span),
                Convert.ToHexStringLower(present.Value.Span), present.StateHeight.Value,
                present.StateRoot.ToString(), null)
            {
                Content = RowText.Content(proof.Key.Span, present.Value.Span),
            },
            ProofVerdict.Absent absent => new("absent", RowText.Describe(proof.Key.Span),
                null, absent.StateHeight.Value, absent.StateRoot.ToString(), null),
            ProofVerdict.Refused refused => new(
                "refused", RowText.Describe(proof.Key.Span), null, null, null, refused.Reason),
            _ => throw new BrokenInvariantException("a verdict of no known kind"),
        };
        if (run.Print.IsJson) run.Print.One(shape);
        else
            run.Print.One(shape, [.. new (string, string?)[]
            {
                ("verdict", shape.Verdict), ("row", shape.Row), ("value", shape.Value),
                ("content", shape.Content),
                ("state after", shape.StateHeight?.ToString(CultureInfo.InvariantCulture)),
                ("state root", shape.StateRoot), ("reason", shape.Reason),
            }.Where(field => field.Item2 is not null).Select(field => (field.Item1, field.Item2!))]);
        if (verdict is not ProofVerdict.Refused no) return ExitCode.Ok;
        run.Say($"error: the proof does not hold: {no.Reason}");
        return ExitCode.Refused;
    }

    /// <summary>What verification found, as JSON.</summary>
    private sealed record VerdictShape(
        string Verdict, string Row, string? Value, ulong? StateHeight, string? StateRoot, string? Reason)
    {
        /// <summary>The value in words, where this version knows its layout.</summary>
        public string? Content { get; init; }
    }
}

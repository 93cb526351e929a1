using Chain.Client;
using Chain.Consensus;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Pool;
using Chain.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Ordering;

/// <summary>
/// Puts evidence on the chain (M-181), in transactions that the own validator's key signs. Tries until it is
/// there, whoever reported it; the core finds each validator's once, so there is little to remember.
/// </summary>
/// <param name="chain">Hash of the genesis document.</param>
/// <param name="validators">Keys in voting order.</param>
/// <param name="own">Number of this validator.</param>
/// <param name="sign">Null where there is no key: others have to report.</param>
public sealed partial class OffenceReporter(
    string chainId, Hash32 chain, IReadOnlyList<PublicKey> validators, int own, SignVote? sign,
    ChainStore store, TransactionIntake intake, NodeProgress progress, TimeProvider clock,
    ILogger<OffenceReporter> log, CancellationToken stopping)
{
    // Equal ends make equal transactions: what waits in the pool is not sent a second time.
    private const ulong StepMs = 30_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Signatures were checked.</summary>
    public void Report(Evidence evidence)
    {
        if (sign is not null) _ = ReportAsync(sign, evidence);
    }

    private async Task ReportAsync(SignVote by, Evidence evidence)
    {
        // Off the driver's thread.
        await Task.Yield();
        int offender = evidence.First.Voter;
        byte[] row = StateKey.Offence((ushort)offender);
        try
        {
            while (store.Reads.State(row) is null)
            {
                IntakeAnswer answer = await intake.FromClientAsync(Transaction(by, evidence));
                if (answer.Refusal is { } refusal) LogRefused(offender, refusal.Detail);
                await Task.Delay(Pause, clock, stopping);
            }
            LogReported(offender);
        }
        catch (OperationCanceledException)
        {
            // Stopping; others have seen it too.
        }
    }

    private byte[] Transaction(SignVote by, Evidence evidence)
    {
        ulong now = Math.Max(
            progress.Head.TimestampMs, (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds());
        var body = new TransactionBody
        {
            ChainId = chainId,
            Account = new AccountId(validators[own].Bytes).ToByteString(),
            ValidUntilMs = (now / StepMs + 2) * StepMs,
            Operations = { Governance.ReportOffence(chain, validators[evidence.First.Voter], evidence) },
        };
        byte[] bytes = body.ToByteArray();
        return TransactionCodec.Encode(bytes, by(TaggedHash.Transaction.Of(bytes)));
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "what validator {Voter} signed against itself is on the chain")]
    private partial void LogReported(int voter);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "what validator {Voter} signed against itself is not on the chain yet: {Why}")]
    private partial void LogRefused(int voter, string why);
}

using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Node.Verification;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Pool;

/// <summary>Why a transaction was not admitted; stable names that clients may match on.</summary>
public enum RefusalReason
{
    Malformed,
    WrongChain,
    Expired,
    ValidTooLong,
    BadSignature,
    UnknownAccount,
    WrongKey,
    AccountQueueFull,
    NodeBusy,
}

/// <param name="Detail">For the sender, in words.</param>
public sealed record Refusal(RefusalReason Reason, string Detail);

/// <summary>The answer to one offered transaction.</summary>
/// <param name="Id">Zero when it could not be parsed.</param>
/// <param name="Refusal">Null when it was admitted, waits already, or was committed before.</param>
/// <param name="Committed">Its first receipt, when it was committed before.</param>
public sealed record IntakeAnswer(Hash32 Id, Refusal? Refusal = null, TransactionReceipt? Committed = null);

/// <summary>What came of a batch that a peer passed on.</summary>
/// <param name="Forged">A signature was not its account's.</param>
/// <param name="WorthlessBytes">Of transactions that are none, are known, or cannot be included here.</param>
public readonly record struct GossipTaken(bool Forged, int WorthlessBytes);

/// <summary>
/// The way into the pool, for clients and peers alike: strict parse, validity, signature, then the queues.
/// </summary>
public sealed class TransactionIntake(
    string chainId,
    ChainStore store,
    Mempool pool,
    AdmittedAccounts accounts,
    ITransactionVerifier signatures,
    WorkSignal work,
    NodeProgress progress,
    TimeProvider clock,
    Action<Transaction> gossip)
{
    /// <summary>Offers a client's transaction and, when new, passes it on to the other validators.</summary>
    public async ValueTask<IntakeAnswer> FromClientAsync(ReadOnlyMemory<byte> bytes)
    {
        if (TransactionCodec.Parse(bytes, out string? problem) is not { } transaction)
            return new IntakeAnswer(default, new Refusal(RefusalReason.Malformed, problem!));
        Hash32 id = transaction.Id;
        if (pool.Find(id) is not null) return new IntakeAnswer(id);
        if (FirstReceipt(id) is { } first) return new IntakeAnswer(id, Committed: first);
        if (Early(transaction) is { } early) return new IntakeAnswer(id, early);
        if (signatures.TryVerify(transaction) is not { } check)
            return new IntakeAnswer(id, new Refusal(
                RefusalReason.NodeBusy, "too many signatures wait to be checked"));
        if (!(await check)[0])
            return new IntakeAnswer(id, new Refusal(
                RefusalReason.BadSignature, "the signature is not the account's over this body"));
        IntakeAnswer answer = Add(transaction, out bool added);
        if (added) gossip(transaction);
        work.Update();
        return answer;
    }

    /// <summary>Takes a batch that a peer passes on; what does not hold is dropped.</summary>
    public async Task<GossipTaken> FromPeerAsync(TransactionBatch batch, CancellationToken cancel)
    {
        int worthless = 0;
        var fresh = new List<Transaction>(batch.Transactions.Count);
        foreach (ByteString bytes in batch.Transactions)
            if (TransactionCodec.Open(bytes.Memory) is { } opened && !pool.Knows(opened.Id)
                && TransactionCodec.Parse(opened, out _) is { } transaction && Early(transaction) is null)
                fresh.Add(transaction);
            else worthless += bytes.Length;
        if (fresh.Count == 0) return new GossipTaken(Forged: false, worthless);
        bool[] valid = await signatures.VerifyAsync(fresh, cancel);
        for (int i = 0; i < fresh.Count; i++)
            if (valid[i]) Add(fresh[i], out _);
        work.Update();
        return new GossipTaken(valid.Contains(false), worthless);
    }

    /// <summary>What can be answered without looking at the signature; null: go on.</summary>
    private Refusal? Early(Transaction transaction)
    {
        if (transaction.ChainId != chainId)
            return new Refusal(RefusalReason.WrongChain, $"this chain is '{chainId}'");
        ulong now = Math.Max(
            progress.Head.TimestampMs, (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (transaction.ValidUntilMs < now)
            return new Refusal(RefusalReason.Expired, "valid_until_ms has passed");
        if (transaction.ValidUntilMs - now > Limits.ValidityMs)
            return new Refusal(RefusalReason.ValidTooLong,
                $"valid_until_ms may be at most {Limits.ValidityMs} ms ahead");
        if (!accounts.Contains(transaction.Account))
            return new Refusal(RefusalReason.UnknownAccount, "no member has admitted this account");
        // Else a stranger with a key of its own would fill the account's queue.
        return accounts.SignsFor(transaction.Account, transaction.Signer)
            ? null : new Refusal(RefusalReason.WrongKey, "another key signs for this account");
    }

    private IntakeAnswer Add(Transaction transaction, out bool added)
    {
        Admission admission = pool.Add(transaction);
        added = admission == Admission.Added;
        // It may have committed since it was looked up, and the pool been cleaned of it before it came in.
        if (added && FirstReceipt(transaction.Id) is { } first)
        {
            added = false;
            pool.Remove([transaction.Id]);
            return new IntakeAnswer(transaction.Id, Committed: first);
        }
        return new IntakeAnswer(transaction.Id, admission switch
        {
            Admission.Added or Admission.Known => null,
            Admission.AccountFull => new Refusal(RefusalReason.AccountQueueFull,
                $"{Limits.MempoolPerAccount} transactions of this account wait already"),
            Admission.PoolFull => new Refusal(RefusalReason.NodeBusy, "the pool is full"),
            _ => throw new BrokenInvariantException("unknown admission"),
        });
    }

    private TransactionReceipt? FirstReceipt(Hash32 id)
    {
        if (store.Reads.Receipt(id) is not { } bytes) return null;
        Require.That(TransactionReceipt.TryRead(bytes.Span, out TransactionReceipt receipt));
        return receipt;
    }
}

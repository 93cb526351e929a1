namespace Chain.Node.Verification;

/// <summary>
/// Checks the signatures of transactions, those inside operations too (M-153). Safe for all threads.
/// </summary>
public interface ITransactionVerifier
{
    /// <summary>Checks one transaction of a client; null when too many wait already.</summary>
    Task<bool[]>? TryVerify(Transaction transaction);

    /// <summary>
    /// Checks a batch of a peer, waiting for room; the answers are in the order of the batch.
    /// </summary>
    Task<bool[]> VerifyAsync(IReadOnlyList<Transaction> batch, CancellationToken cancel);
}

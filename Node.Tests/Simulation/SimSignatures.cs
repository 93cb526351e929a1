using Chain.Node.Verification;

namespace Chain.Tests.Simulation;

/// <summary>Checks transactions at once, with fake keys.</summary>
internal sealed class SimSignatures(FakeKeys keys) : ITransactionVerifier
{
    public Task<bool[]>? TryVerify(Transaction transaction) => VerifyAsync([transaction], default);

    public Task<bool[]> VerifyAsync(IReadOnlyList<Transaction> batch, CancellationToken cancel) =>
        Task.FromResult<bool[]>([.. batch.Select(Holds)]);

    private bool Holds(Transaction transaction) =>
        keys.IsSigned(transaction.Signer, transaction.Id, transaction.Signature)
        && (transaction.Signatures == 1 || InnerSignatures.Of(transaction.Body).All(
            inner => keys.IsSigned(inner.Key, inner.Digest, inner.Signature)));
}

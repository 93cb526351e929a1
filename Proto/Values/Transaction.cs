using Chain.Wire;

namespace Chain;

/// <summary>
/// A strictly parsed transaction. Its signature is checked elsewhere, once, off the ordering threads.
/// </summary>
/// <param name="Id">Tagged hash of the body; what the signature signs.</param>
/// <param name="Account">Who signed; also the key that did, unless the body names another (M-150).</param>
/// <param name="Body">The parsed body; read-only from here on.</param>
/// <param name="Signature">BIP340 over <paramref name="Id"/>.</param>
/// <param name="Bytes">The serialised SignedTransaction, as received.</param>
public sealed record Transaction(
    Hash32 Id, AccountId Account, TransactionBody Body, Signature Signature, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The key that signed; whether it is the account's, execution decides.</summary>
    public PublicKey Signer => new(Body.Key.IsEmpty ? Account.Bytes : new Hash32(Body.Key.Span));

    public ulong ValidUntilMs => Body.ValidUntilMs;

    public bool Equals(Transaction? other) =>
        other is not null && Id == other.Id && Signature == other.Signature;

    public override int GetHashCode() => Id.GetHashCode();
}

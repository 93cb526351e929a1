using Chain.Wire;

namespace Chain;

/// <summary>
/// A strictly parsed transaction. Its signature is checked elsewhere, once, off the ordering threads. While
/// it waits it is its bytes and what pool and block need to know of it; the parsed body, many times
/// as large, is made when it is asked for.
/// </summary>
public sealed class Transaction : IEquatable<Transaction?>
{
    private readonly TransactionBody? body;

    /// <param name="id">Tagged hash of the body; what the signature signs.</param>
    /// <param name="account">Who signed.</param>
    /// <param name="body">The parsed body; read-only from here on.</param>
    /// <param name="signature">BIP340 over <paramref name="id"/>.</param>
    /// <param name="bytes">The serialised SignedTransaction, as received.</param>
    /// <param name="keepBody">False: it is parsed again from the bytes when it is asked for.</param>
    public Transaction(
        Hash32 id, AccountId account, TransactionBody body, Signature signature, ReadOnlyMemory<byte> bytes,
        bool keepBody = true)
    {
        Id = id;
        Account = account;
        Signer = new(body.Key.IsEmpty ? account.Bytes : new Hash32(body.Key.Span));
        ChainId = body.ChainId;
        ValidUntilMs = body.ValidUntilMs;
        Share = BlockShare.Of(body);
        Signatures = BlockShare.SignaturesOf(body);
        Signature = signature;
        Bytes = bytes;
        this.body = keepBody ? body : null;
    }

    public Hash32 Id { get; }

    public AccountId Account { get; }

    /// <summary>
    /// The key that signed: the account's first, unless the body names another (M-150). Whether it is the
    /// account's, execution decides.
    /// </summary>
    public PublicKey Signer { get; }

    public string ChainId { get; }

    public ulong ValidUntilMs { get; }

    /// <summary>How many of a block's operations it counts as (L-5).</summary>
    public int Share { get; }

    /// <summary>How many of a block's signatures.</summary>
    public int Signatures { get; }

    public Signature Signature { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Ask once and keep it while it is used: it may be parsed for each who asks.</summary>
    public TransactionBody Body => body ?? TransactionCodec.BodyOf(Bytes);

    public bool Equals(Transaction? other) =>
        other is not null && Id == other.Id && Signature == other.Signature;

    public override bool Equals(object? obj) => Equals(obj as Transaction);

    public override int GetHashCode() => Id.GetHashCode();
}

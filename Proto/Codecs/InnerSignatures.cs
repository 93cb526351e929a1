using System.Text;
using Chain.Wire;
using Google.Protobuf;

namespace Chain;

/// <summary>A signature that an operation carries beside the transaction's own.</summary>
/// <param name="Key">As the operation names it; execution decides whose it must be.</param>
/// <param name="Digest">What it signs.</param>
public readonly record struct InnerSignature(PublicKey Key, Hash32 Digest, Signature Signature);

/// <summary>
/// Signatures inside operations (M-153): everything about them that is said without the state. Checked with
/// the transaction's own, so that execution may rely on them. A new kind of signed operation is one arm in
/// each switch here.
/// </summary>
public static class InnerSignatures
{
    /// <summary>Bytes of a count of lot-milliseconds.</summary>
    public const int MeterBytes = 16;

    public static int Count(TransactionBody body)
    {
        int count = 0;
        foreach (Operation operation in body.Operations) count += CountOf(operation);
        return count;
    }

    /// <summary>
    /// Keys and signatures have their lengths; <see cref="Of(TransactionBody)"/> relies on it.
    /// </summary>
    public static bool AreWellFormed(TransactionBody body)
    {
        foreach (Operation operation in body.Operations)
            if (!IsWellFormed(operation)) return false;
        return true;
    }

    /// <summary>In the order of the operations; of a body that is well formed.</summary>
    public static IEnumerable<InnerSignature> Of(TransactionBody body)
    {
        foreach (Operation operation in body.Operations)
        {
            if (operation.RotateKey is { } rotate) yield return Of(body, rotate);
            if (operation.PostDelivery is { TenantSignature.IsEmpty: false } post) yield return Of(body,
                post);
            if (operation.ReportOffence is { } report)
                foreach (InnerSignature vote in Of(report)) yield return vote;
        }
    }

    /// <summary>What a new key signs to become an account's (M-151).</summary>
    public static Hash32 RotationDigest(string chainId, AccountId account, PublicKey newKey, ulong rotation)
    {
        // A stranger's chain id may hold any characters.
        int longest = Encoding.UTF8.GetMaxByteCount(Limits.ChainIdLength);
        Span<byte> chain = stackalloc byte[longest];
        Span<byte> bytes = stackalloc byte[1 + longest + 2 * Hash32.Size + sizeof(ulong)];
        int length = Encoding.UTF8.GetBytes(chainId, chain);
        var writer = new FixedWriter(bytes);
        writer.U8((byte)length);
        writer.Bytes(chain[..length]);
        writer.Hash(account.Bytes);
        writer.Hash(newKey.Bytes);
        writer.U64(rotation);
        return TaggedHash.RotateKey.Of(bytes[..writer.Written]);
    }

    /// <summary>What a tenant signs so that a receipt of delivery is final at once (M-712).</summary>
    /// <param name="chainId">Of the chain that has the lease.</param>
    /// <param name="post">Lease and evidence have 32 bytes, delivered 16.</param>
    public static Hash32 DeliveryDigest(string chainId, PostDelivery post)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(Limits.ChainIdLength);
        Span<byte> chain = stackalloc byte[longest];
        Span<byte> bytes = stackalloc byte[1 + longest + 2 * Hash32.Size + 2 * sizeof(ulong) + MeterBytes];
        int length = Encoding.UTF8.GetBytes(chainId, chain);
        var writer = new FixedWriter(bytes);
        writer.U8((byte)length);
        writer.Bytes(chain[..length]);
        writer.Bytes(post.Lease.Span);
        writer.U64(post.Number);
        writer.U64(post.ThroughMs);
        writer.Bytes(post.Delivered.Span);
        writer.Bytes(post.EvidenceRoot.Span);
        return TaggedHash.DeliveryReceipt.Of(bytes[..writer.Written]);
    }

    private static int CountOf(Operation operation) => operation switch
    {
        { RotateKey: not null } or { PostDelivery.TenantSignature.IsEmpty: false } => 1,
        { ReportOffence: not null } => 2,
        _ => 0,
    };

    private static bool IsWellFormed(Operation operation) => operation switch
    {
        { RotateKey: { } rotate } => IsWhole(rotate.NewKey, rotate.NewKeySignature),
        { PostDelivery: { TenantSignature.IsEmpty: false } post } =>
            IsWhole(post.TenantKey, post.TenantSignature) && post.Lease.Length == Hash32.Size
            && post.EvidenceRoot.Length == Hash32.Size && post.Delivered.Length == MeterBytes,
        { ReportOffence: { } report } =>
            report.ChainHash.Length == Hash32.Size && report.Key.Length == Hash32.Size
            && VoteCodec.Decode(report.First.Span) is not null
            && VoteCodec.Decode(report.Second.Span) is not null,
        _ => true,
    };

    private static bool IsWhole(ByteString key, ByteString signature) =>
        key.Length == Hash32.Size && signature.Length == Signature.Size;

    private static InnerSignature Of(TransactionBody body, RotateKey rotate)
    {
        var key = new PublicKey(new Hash32(rotate.NewKey.Span));
        var account = new AccountId(new Hash32(body.Account.Span));
        return new InnerSignature(key, RotationDigest(body.ChainId, account, key, rotate.Rotation),
            Signature.From(rotate.NewKeySignature.Span));
    }

    private static InnerSignature Of(TransactionBody body, PostDelivery post) => new(
        new PublicKey(new Hash32(post.TenantKey.Span)), DeliveryDigest(body.ChainId, post),
        Signature.From(post.TenantSignature.Span));

    /// <summary>Of both votes (C-4).</summary>
    private static IEnumerable<InnerSignature> Of(ReportOffence report)
    {
        var key = new PublicKey(new Hash32(report.Key.Span));
        var chain = new Hash32(report.ChainHash.Span);
        foreach (ByteString bytes in (ByteString[])[report.First, report.Second])
        {
            Vote vote = VoteCodec.Decode(bytes.Span)!;
            Hash32 digest = VoteCodec.SigningDigest(chain, vote.Kind, vote.Epoch, vote.View, vote.Digest);
            yield return new InnerSignature(key, digest, vote.Signature);
        }
    }
}

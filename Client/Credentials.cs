using System.Diagnostics.CodeAnalysis;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>
/// What a provider hands over (M-611): sealed to the lease's delivery key, for that lease only. The block
/// that has it is public, and nobody else can open it.
/// </summary>
public static class Credentials
{
    /// <summary>Bytes that fit into one posting.</summary>
    public const int LongestSecret = Limits.CredentialsBytes - SealedBox.Overhead;

    /// <summary>Ready for <see cref="LeaseOperations.PostCredentials"/>.</summary>
    /// <param name="lease">As a node tells it.</param>
    /// <param name="secret">At most <see cref="LongestSecret"/> bytes.</param>
    /// <param name="box">Null where the lease names no key, or one that is no point of the curve.</param>
    public static bool TrySeal(Lease lease, ReadOnlySpan<byte> secret, [NotNullWhen(true)] out byte[]? box)
    {
        box = null;
        if (!ECXOnlyPubKey.TryCreate(lease.DeliveryKey.Span, out ECXOnlyPubKey? key)) return false;
        box = SealedBox.Seal(key, secret, ContextOf(new Hash32(lease.Id.Span)));
        return true;
    }

    /// <param name="key">The delivery key's private one.</param>
    /// <param name="lease">Its id.</param>
    /// <param name="box">As it was posted.</param>
    /// <param name="secret">Null where the box is damaged, for another key or another lease.</param>
    public static bool TryOpen(
        ECPrivKey key, Hash32 lease, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? secret) =>
        SealedBox.TryOpen(key, box, ContextOf(lease), out secret);

    /// <summary>What a block posted last for a lease; null where it posted nothing.</summary>
    public static byte[]? Posted(Block block, Hash32 lease)
    {
        byte[]? posted = null;
        foreach ((ByteString bytes, Receipt receipt) in block.Transactions.Zip(block.Receipts))
        {
            if (receipt.Status != ReceiptStatus.Ok) continue;
            // A node may answer with what is no transaction.
            if (TransactionCodec.Parse(bytes.Memory, out _) is not { } transaction) continue;
            foreach (Operation operation in transaction.Body.Operations)
                if (operation.PostCredentials is { } post && post.Lease.Span.SequenceEqual(lease.Span))
                    posted = post.Credentials.ToByteArray();
        }
        return posted;
    }

    private static byte[] ContextOf(Hash32 lease) => [.. "chain/credentials"u8, .. lease.Span];
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Chain;

/// <summary>SHA-256 with a domain: SHA256(SHA256(tag) ‖ SHA256(tag) ‖ message), as in BIP340.</summary>
public sealed class TaggedHash
{
    private readonly byte[] prefix;

    public TaggedHash(string tag)
    {
        byte[] digest = SHA256.HashData(Encoding.ASCII.GetBytes(tag));
        prefix = [.. digest, .. digest];
    }

    public static readonly TaggedHash Block = new("chain/block");
    public static readonly TaggedHash Vote = new("chain/vote");
    public static readonly TaggedHash NewestVotes = new("chain/newest-votes");
    public static readonly TaggedHash Transaction = new("chain/transaction");
    public static readonly TaggedHash RotateKey = new("chain/rotate-key");
    public static readonly TaggedHash DeliveryReceipt = new("chain/receipt-of-delivery");
    public static readonly TaggedHash Genesis = new("chain/genesis");
    public static readonly TaggedHash Receipt = new("chain/receipt");

    [SkipLocalsInit]
    public Hash32 Of(ReadOnlySpan<byte> message)
    {
        const int OnStack = 4096;
        int length = prefix.Length + message.Length;
        if (length <= OnStack)
        {
            Span<byte> buffer = stackalloc byte[OnStack];
            prefix.CopyTo(buffer);
            message.CopyTo(buffer[prefix.Length..]);
            return Sha256.Hash(buffer[..length]);
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        hash.AppendData(message);
        return new Hash32(hash.GetHashAndReset());
    }
}

using Chain.Client;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.EndToEnd;

/// <summary>Makes transactions that the SDK would not, starting from a good one of buyer1.</summary>
internal sealed class Forge(Testnet net)
{
    public Testnet Net => net;

    public byte[] Good => Sign(_ => { });

    public TransactionBody Body(Action<TransactionBody>? change = null)
    {
        TransactionBody body =
            net["buyer1"].Sign(Operations.Transfer(net["buyer2"].Account, "EUR", 1)).Body.Clone();
        change?.Invoke(body);
        return body;
    }

    /// <summary>The changed body, well signed.</summary>
    public byte[] Sign(Action<TransactionBody> change) => SignRaw(Body(change).ToByteArray());

    /// <summary>Any bytes as a body, well signed by buyer1 or another.</summary>
    public byte[] SignRaw(byte[] body, ECPrivKey? key = null) => TransactionCodec.Encode(
        body, (key ?? net["buyer1"].Key).Sign(TaggedHash.Transaction.Of(body)));

    /// <summary>The good body, and behind it one more operation of these bytes.</summary>
    public byte[] WithOperation(byte[] operation) =>
        SignRaw([.. Body().ToByteArray(), OperationTag, (byte)operation.Length, .. operation]);

    /// <summary>The good transaction, changed after it was signed.</summary>
    public byte[] With(Action<SignedTransaction> change)
    {
        SignedTransaction signed = SignedTransaction.Parser.ParseFrom(Good);
        change(signed);
        return signed.ToByteArray();
    }

    /// <summary>A good transaction of an account that does not exist.</summary>
    public byte[] SignAsStranger()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        return SignRaw(Body(body => body.Account = key.PublicKey.Bytes.Span.ToBytes()).ToByteArray(), key);
    }

    /// <summary>A body whose nonce is 0 and written, which the canonical form leaves out.</summary>
    public byte[] WithWrittenDefault()
    {
        TransactionBody body = Body(body => body.Nonce = 0);
        byte[] operations = new TransactionBody { Operations = { body.Operations } }.ToByteArray();
        return SignRaw([.. body.ToByteArray()[..^operations.Length], NonceTag, 0, .. operations]);
    }

    // Field number and wire type of TransactionBody's fields.
    private const byte NonceTag = (4 << 3) | 0;
    private const byte OperationTag = (5 << 3) | 2;
}

internal static class Bytes
{
    public static ByteString ToBytes(this byte[] bytes) => ByteString.CopyFrom(bytes);

    public static ByteString ToBytes(this ReadOnlySpan<byte> bytes) => ByteString.CopyFrom(bytes);
}

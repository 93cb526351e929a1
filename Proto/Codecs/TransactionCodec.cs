using Chain.Wire;
using Google.Protobuf;

namespace Chain;

/// <summary>
/// Strict parsing of transactions. Canonical form is the only form: the parsed message, serialised again,
/// must give the very bytes received. That one comparison refuses unknown fields, trailing bytes, repeated or
/// reordered fields, long varints and written-out defaults.
/// </summary>
public static class TransactionCodec
{
    // Kept unknown fields would be written again and pass the comparison.
    private static readonly MessageParser<SignedTransaction> SignedParser =
        SignedTransaction.Parser.WithDiscardUnknownFields(true);

    private static readonly MessageParser<TransactionBody> BodyParser =
        TransactionBody.Parser.WithDiscardUnknownFields(true);

    /// <param name="bytes">A serialised SignedTransaction; kept, not copied.</param>
    /// <param name="problem">Null on success, else one sentence for the sender.</param>
    /// <returns>Null when the bytes are not one well-formed transaction.</returns>
    public static Transaction? Parse(ReadOnlyMemory<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.Length > Limits.TransactionBytes)
            return Refuse($"a transaction has at most {Limits.TransactionBytes} bytes", out problem);
        try
        {
            SignedTransaction signed = SignedParser.ParseFrom(bytes.Span);
            if (!IsCanonical(signed, bytes.Span)) return Refuse(NotCanonical, out problem);
            if (signed.Signature.Length != Signature.Size)
                return Refuse("signature must be 64 bytes", out problem);
            TransactionBody body = BodyParser.ParseFrom(signed.Body.Span);
            if (!IsCanonical(body, signed.Body.Span)) return Refuse(NotCanonical, out problem);
            problem = Check(body);
            return problem is not null ? null : new Transaction(
                TaggedHash.Transaction.Of(signed.Body.Span),
                new AccountId(new Hash32(body.Account.Span)),
                body,
                Signature.From(signed.Signature.Span),
                bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return Refuse("not a protobuf message of this schema", out problem);
        }
    }

    /// <summary>The serialised SignedTransaction of a body and its signature.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> body, Signature signature) => new SignedTransaction
    {
        Body = ByteString.CopyFrom(body),
        Signature = ByteString.CopyFrom(signature.Span),
    }.ToByteArray();

    private const string NotCanonical =
        "not in canonical form (an unknown field, trailing bytes, or another encoding of the same content)";

    private static Transaction? Refuse(string why, out string? problem)
    {
        problem = why;
        return null;
    }

    private static string? Check(TransactionBody body)
    {
        if (body.ChainId.Length is 0 or > Limits.ChainIdLength) return "chain_id is missing or too long";
        if (body.Account.Length != Hash32.Size) return "account must be 32 bytes";
        if (!body.Key.IsEmpty && body.Key.Length != Hash32.Size) return "key must be 32 bytes";
        if (body.Key == body.Account) return "key is written only where it is not the account's id";
        if (body.ValidUntilMs == 0) return "valid_until_ms is missing";
        if (body.Operations.Count is 0 or > Limits.OperationsPerTransaction)
            return $"a transaction has 1 to {Limits.OperationsPerTransaction} operations";
        foreach (Operation operation in body.Operations)
            if (operation.KindCase == Operation.KindOneofCase.None) return "an operation is empty or unknown";
        if (!InnerSignatures.AreWellFormed(body)) return "a signature inside an operation is not whole";
        if (BlockShare.Of(body) > Limits.SharePerTransaction)
            return $"a transaction has at most {Limits.SharePerTransaction} operations and attested slots";
        return null;
    }

    private static bool IsCanonical(IMessage message, ReadOnlySpan<byte> received)
    {
        if (message.CalculateSize() != received.Length) return false;
        const int OnStack = 2048;
        Span<byte> again = received.Length <= OnStack
            ? stackalloc byte[received.Length] : new byte[received.Length];
        message.WriteTo(again);
        return again.SequenceEqual(received);
    }
}

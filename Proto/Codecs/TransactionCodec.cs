using Chain.Wire;
using Google.Protobuf;

namespace Chain;

/// <summary>
/// Strict parsing of transactions. Canonical form is the only form: the parsed message, serialised again,
/// must give the very bytes received. That one comparison refuses unknown fields, trailing bytes, repeated or
/// reordered fields, long varints and written-out defaults. <see cref="OrderBodyReader"/> does the same
/// sooner for the bodies that come most.
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
        if (Open(bytes) is { } opened) return Parse(opened, out problem);
        problem = WhyClosed(bytes.Span);
        return null;
    }

    /// <summary>
    /// The id, without a look at the body: whoever knows it need not parse what comes once more.
    /// </summary>
    /// <returns>Null when the bytes are not body and signature in canonical form.</returns>
    public static OpenedTransaction? Open(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > Limits.TransactionBytes) return null;
        return BodyIn(bytes) is { } body
            ? new OpenedTransaction(bytes, body, TaggedHash.Transaction.Of(body.Span)) : null;
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, out string?)"/>
    public static Transaction? Parse(in OpenedTransaction opened, out string? problem)
    {
        TransactionBody? body = BodyOf(opened.Body.Span, out problem);
        problem ??= Check(body!);
        return problem is not null ? null : new Transaction(
            opened.Id,
            new AccountId(new Hash32(body!.Account.Span)),
            body,
            Signature.From(opened.Bytes.Span[^Signature.Size..]),
            opened.Bytes,
            keepBody: false);
    }

    /// <summary>The body of a transaction that was parsed before.</summary>
    internal static TransactionBody BodyOf(ReadOnlyMemory<byte> bytes) =>
        BodyIn(bytes) is { } body && BodyOf(body.Span, out _) is { } parsed
            ? parsed : throw new BrokenInvariantException("a parsed transaction parses again");

    /// <summary>The serialised SignedTransaction of a body and its signature.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> body, Signature signature) => new SignedTransaction
    {
        Body = ByteString.CopyFrom(body),
        Signature = ByteString.CopyFrom(signature.Span),
    }.ToByteArray();

    private const string NotOfSchema = "not a protobuf message of this schema";

    private const string NotCanonical =
        "not in canonical form (an unknown field, trailing bytes, or another encoding of the same content)";

    /// <summary>A body that is not empty, then a signature.</summary>
    private static ReadOnlyMemory<byte>? BodyIn(ReadOnlyMemory<byte> bytes)
    {
        const byte Body = 1 << 3 | 2, SignatureField = 2 << 3 | 2;
        var reader = new CanonicalReader(bytes.Span);
        ReadOnlySpan<byte> body = reader.Bytes(Body);
        ReadOnlySpan<byte> signature = reader.Bytes(SignatureField);
        if (!reader.Complete || body.IsEmpty || signature.Length != Signature.Size) return null;
        // Before the signature stand its tag and its length.
        return bytes.Slice(bytes.Length - Signature.Size - 2 - body.Length, body.Length);
    }

    private static string WhyClosed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.TransactionBytes)
            return $"a transaction has at most {Limits.TransactionBytes} bytes";
        try
        {
            SignedTransaction signed = SignedParser.ParseFrom(bytes);
            return !IsCanonical(signed, bytes) ? NotCanonical
                : signed.Body.IsEmpty ? "a transaction has a body" : "signature must be 64 bytes";
        }
        catch (InvalidProtocolBufferException)
        {
            return NotOfSchema;
        }
    }

    private static TransactionBody? BodyOf(ReadOnlySpan<byte> bytes, out string? problem)
    {
        problem = null;
        if (OrderBodyReader.Read(bytes) is { } read) return read;
        try
        {
            TransactionBody body = BodyParser.ParseFrom(bytes);
            if (IsCanonical(body, bytes)) return body;
            problem = NotCanonical;
        }
        catch (InvalidProtocolBufferException)
        {
            problem = NotOfSchema;
        }
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

/// <summary>A transaction whose body was not looked at.</summary>
/// <param name="Bytes">The serialised SignedTransaction.</param>
/// <param name="Body">The serialised body, a part of them.</param>
/// <param name="Id">Its tagged hash.</param>
public readonly record struct OpenedTransaction(
    ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Body, Hash32 Id);

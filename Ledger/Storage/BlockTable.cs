using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>Headers with their certificates, heights by digest, and bodies.</summary>
internal static class BlockTable
{
    public static void PutHeader(RowBatch batch, BlockHeader header, Certificate? certificate)
    {
        byte[] height = RowKeys.Number(header.Height.Value);
        byte[] proof = certificate is null ? [] : CertificateCodec.Encode(certificate);
        Span<byte> payload = batch.Payload(HeaderCodec.Size + proof.Length);
        HeaderCodec.Encode(header, payload);
        proof.CopyTo(payload[HeaderCodec.Size..]);
        batch.Put(Family.Headers, height);
        batch.Put(Family.Heights, header.Digest.Span, height);
    }

    public static void PutBody(
        RowBatch batch, Height height, Hash32 digest, IReadOnlyList<ReadOnlyMemory<byte>> transactions)
    {
        BlobList.Encode(transactions, batch.Payload(BlobList.SizeOf(transactions)));
        batch.Put(Family.Bodies, RowKeys.Body(height, digest));
    }

    public static void DeleteBody(RowBatch batch, Height height, Hash32 digest) =>
        batch.Delete(Family.Bodies, RowKeys.Body(height, digest));

    public static StoredHeader? Header(ReadScope scope, Height height)
    {
        byte[] key = RowKeys.Number(height.Value);
        byte[]? payload = scope.Get(Family.Headers, key);
        if (payload is null) return null;
        if (payload.Length < HeaderCodec.Size) throw StoreErrors.BrokenRow(Family.Headers, key);
        ReadOnlySpan<byte> proof = payload.AsSpan(HeaderCodec.Size);
        Certificate? certificate = proof.IsEmpty ? null : CertificateCodec.Decode(proof);
        BlockHeader? header = HeaderCodec.Decode(payload.AsSpan(0, HeaderCodec.Size));
        bool sound = header is not null && header.Height == height
            && (proof.IsEmpty || certificate is not null && certificate.Digest == header.Digest);
        return sound ? new StoredHeader(header!, certificate) : throw StoreErrors.BrokenRow(Family.Headers, key);
    }

    public static Height? HeightOf(ReadScope scope, Hash32 digest)
    {
        byte[]? payload = scope.Get(Family.Heights, digest.Span);
        if (payload is null) return null;
        return payload.Length == RowKeys.HeightSize
            ? new Height(BinaryPrimitives.ReadUInt64BigEndian(payload))
            : throw StoreErrors.BrokenRow(Family.Heights, digest.Span);
    }

    public static ReadOnlyMemory<byte>[]? Body(ReadScope scope, Height height, Hash32 digest)
    {
        byte[] key = RowKeys.Body(height, digest);
        byte[]? payload = scope.Get(Family.Bodies, key);
        return payload is null ? null
            : BlobList.Decode(payload) ?? throw StoreErrors.BrokenRow(Family.Bodies, key);
    }

    /// <summary>Keys of all bodies above the head: journaled, not committed.</summary>
    public static IEnumerable<(Height Height, Hash32 Digest)> BodiesAbove(ReadScope scope, Height head)
    {
        using RowCursor cursor = scope.Walk(Family.Bodies, RowKeys.Number(head.Next.Value));
        while (cursor.Forward())
        {
            ReadOnlySpan<byte> key = cursor.Key;
            if (key.Length != RowKeys.BodySize) throw StoreErrors.BrokenRow(Family.Bodies, key);
            yield return (
                new Height(BinaryPrimitives.ReadUInt64BigEndian(key)), new Hash32(key[RowKeys.HeightSize..]));
        }
    }
}

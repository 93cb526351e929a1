namespace Chain;

/// <summary>
/// Fixed layout of a certificate: 65 bytes and 64 per signature; frozen in WireFreezeTests.
/// </summary>
public static class CertificateCodec
{
    private const int Fixed = 1 + 8 + 8 + 32 + 16;

    public const int MaxSize = Fixed + Limits.Validators * Signature.Size;

    public static byte[] Encode(Certificate certificate)
    {
        Require.That(certificate.Signatures.Count == certificate.Voters.Count);
        byte[] bytes = new byte[Fixed + certificate.Signatures.Count * Signature.Size];
        var writer = new FixedWriter(bytes);
        writer.U8((byte)certificate.Kind);
        writer.U64(certificate.Epoch.Value);
        writer.U64(certificate.View.Value);
        writer.Hash(certificate.Digest);
        writer.U128(certificate.Voters.Bits);
        foreach (Signature signature in certificate.Signatures) writer.Signature(signature);
        return bytes;
    }

    /// <returns>
    /// Null when the bytes are not exactly one well-formed certificate; signatures are not checked.
    /// </returns>
    public static Certificate? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < Fixed or > MaxSize) return null;
        var reader = new FixedReader(bytes);
        var kind = (VoteKind)reader.U8();
        var epoch = new Epoch(reader.U64());
        var view = new View(reader.U64());
        Hash32 digest = reader.Hash();
        var voters = new VoterSet(reader.U128());
        var signatures = new Signature[voters.Count];
        for (int i = 0; i < signatures.Length; i++) signatures[i] = reader.Signature();
        return reader.Complete && VoteCodec.IsWellFormed(kind, digest)
            ? new Certificate(kind, epoch, view, digest, voters, signatures) : null;
    }
}

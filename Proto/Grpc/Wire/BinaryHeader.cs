namespace Grpc.Core.Wire;

/// <summary>
/// The value of a "-bin" header: base64, padded or not when it comes, unpadded when it goes.
/// </summary>
public static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Null when the text is no base64.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('=');
        Span<char> padded = text.Length <= 1024
            ? stackalloc char[text.Length + 3]
            : new char[text.Length + 3];
        text.CopyTo(padded);
        int length = text.Length;
        while (length % 4 != 0 && length < padded.Length) padded[length++] = '=';
        var value = new byte[length / 4 * 3];
        return Convert.TryFromBase64Chars(padded[..length], value, out int written) ? value[..written] : null;
    }

    /// <summary>
    /// Appends what a received header says to the metadata. What HTTP allows and gRPC does not is dropped:
    /// the peer must not be able to fail a call by its headers.
    /// </summary>
    public static void Add(Metadata metadata, string header, string value)
    {
        string key = header.ToLowerInvariant();
        if (key.AsSpan().ContainsAnyExcept(MetadataKeys.Allowed)) return;
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~')) metadata.Add(key, value);
            return;
        }
        foreach (Range part in value.AsSpan().Split(','))
        {
            if (Decode(value.AsSpan(part).Trim()) is { } bytes) metadata.Add(key, bytes);
        }
    }
}

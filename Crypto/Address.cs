namespace Chain.Crypto;

/// <summary>An account's id as people read and type it: bech32m with the prefix "cloud".</summary>
/// <remarks>Secret keys have no such form on purpose: what looks like an address may be shown.</remarks>
public static class Address
{
    public const string Prefix = "cloud";

    /// <summary>64 characters, "cloud1…".</summary>
    public static string Encode(AccountId account) => Bech32m.Encode(Prefix, account.Bytes.Span);

    /// <summary>
    /// False unless strict bech32m with our prefix and 32 bytes. Does not ask whether it exists.
    /// </summary>
    public static bool TryDecode(string text, out AccountId account)
    {
        bool valid = Bech32m.TryDecode(text, out string? prefix, out byte[]? bytes)
            && prefix == Prefix && bytes.Length == Hash32.Size;
        account = valid ? new AccountId(new Hash32(bytes)) : default;
        return valid;
    }
}

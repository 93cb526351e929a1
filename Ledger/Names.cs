namespace Chain.Ledger;

/// <summary>
/// Spelling of names on the chain (M-101). ASCII, so that bytes, characters and order agree everywhere.
/// </summary>
internal static class Names
{
    /// <summary>Products, grades, regions and parties: 1 to 64 of a-z, 0-9, '.', '-'.</summary>
    public static bool IsName(string text)
    {
        if (text.Length is 0 or > Limits.NameLength) return false;
        foreach (char c in text)
            if (c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '-')) return false;
        return true;
    }

    /// <summary>1 to 12 of A-Z, 0-9.</summary>
    public static bool IsAsset(string text)
    {
        if (text.Length is 0 or > Limits.AssetLength) return false;
        foreach (char c in text)
            if (c is not (>= 'A' and <= 'Z' or >= '0' and <= '9')) return false;
        return true;
    }

    /// <summary>At most 256 printable ASCII characters (M-204).</summary>
    public static bool IsNote(string text)
    {
        if (text.Length > Limits.NoteLength) return false;
        foreach (char c in text)
            if (c is not (>= ' ' and <= '~')) return false;
        return true;
    }

    /// <summary>The FOCUS spellings this market knows.</summary>
    public static bool IsUnit(string text) => text is "vCPU-Hours" or "GiB-Hours" or "GiB";
}

namespace Chain.Ledger.Tree;

/// <summary>One leaf to set or delete.</summary>
internal readonly record struct TreeWrite(Hash32 KeyHash, Hash32 ValueHash, bool Delete)
{
    public static TreeWrite[] Of(ReadOnlySpan<StateChange> changes)
    {
        var writes = new TreeWrite[changes.Length];
        var keys = new Sha256Batch((i, hash) => writes[i] = writes[i] with { KeyHash = hash });
        var values = new Sha256Batch((i, hash) => writes[i] = writes[i] with { ValueHash = hash });
        for (int i = 0; i < changes.Length; i += 1)
        {
            keys.Add(changes[i].Key.Span, i);
            if (changes[i].After is { } value) values.Add(value.Span, i);
            else writes[i] = writes[i] with { Delete = true };
        }
        keys.Finish();
        values.Finish();
        return writes;
    }
}

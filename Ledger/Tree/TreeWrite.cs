using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>One leaf to set or delete.</summary>
internal readonly record struct TreeWrite(Hash32 KeyHash, Hash32 ValueHash, bool Delete)
{
    public static TreeWrite Of(in StateChange change) => new(
        StateHash.Of(change.Key.Span),
        change.After is { } value ? StateHash.Of(value.Span) : default,
        change.After is null);
}

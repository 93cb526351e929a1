using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>What the database is, and where its chain ends.</summary>
internal static class MetaTable
{
    /// <summary>Version of all layouts in <see cref="Family"/>.</summary>
    public const uint Schema = 1;

    private static ReadOnlySpan<byte> SchemaKey => "schema"u8;
    private static ReadOnlySpan<byte> ChainKey => "chain"u8;
    private static ReadOnlySpan<byte> HeadKey => "head"u8;

    public static void PutIdentity(RowBatch batch, Hash32 chain)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.Payload(sizeof(uint)), Schema);
        batch.Put(Family.Meta, SchemaKey);
        batch.Put(Family.Meta, ChainKey, chain.Span);
    }

    public static void PutHead(RowBatch batch, HeadMarker head) =>
        batch.Put(Family.Meta, HeadKey, head.Encode());

    /// <exception cref="StoreException">Missing, WrongSchema or WrongChain.</exception>
    public static void CheckIdentity(ReadScope scope, Hash32 chain)
    {
        byte[] schema = scope.Get(Family.Meta, SchemaKey) ?? throw new StoreException(
            StoreErrorKind.Missing, "the directory holds a database in which no chain was ever completed");
        uint found = schema.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(schema) : 0;
        if (found != Schema)
            throw new StoreException(
                StoreErrorKind.WrongSchema, $"the store has layout {found}, this release writes {Schema}");
        byte[] stored = scope.Get(Family.Meta, ChainKey) ?? throw Lacks("chain hash");
        if (!Hash32.TryRead(stored, out Hash32 hash)) throw Lacks("chain hash");
        if (hash != chain)
            throw new StoreException(
                StoreErrorKind.WrongChain, $"the store holds chain {hash}, the genesis given is {chain}");
    }

    public static HeadMarker Head(ReadScope scope) =>
        HeadMarker.Decode(scope.Get(Family.Meta, HeadKey)) ?? throw Lacks("head marker");

    private static StoreException Lacks(string what) =>
        new(StoreErrorKind.Damaged, $"the store has no sound {what}");
}

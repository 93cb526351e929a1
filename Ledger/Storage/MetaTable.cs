using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>What the database is, and where its chain ends.</summary>
internal static class MetaTable
{
    /// <summary>Version of all layouts in <see cref="Family"/>.</summary>
    public const uint Schema = 1;

    /// <summary>Version of the derived data: layouts and rules of <see cref="DerivedFamilies"/>.</summary>
    public const uint DerivedSchema = 3;

    /// <summary>Stands in its place while derived data is being made again.</summary>
    public const uint DerivedIncomplete = 0;

    private static ReadOnlySpan<byte> SchemaKey => "schema"u8;
    private static ReadOnlySpan<byte> ChainKey => "chain"u8;
    private static ReadOnlySpan<byte> HeadKey => "head"u8;
    private static ReadOnlySpan<byte> DerivedKey => "derived"u8;

    public static void PutIdentity(RowBatch batch, Hash32 chain)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.Payload(sizeof(uint)), Schema);
        batch.Put(Family.Meta, SchemaKey);
        batch.Put(Family.Meta, ChainKey, chain.Span);
    }

    public static void PutDerived(RowBatch batch, uint version)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.Payload(sizeof(uint)), version);
        batch.Put(Family.Meta, DerivedKey);
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

    /// <exception cref="StoreException">DerivedStale: it must be made again first.</exception>
    public static void CheckDerived(ReadScope scope)
    {
        byte[]? stored = scope.Get(Family.Meta, DerivedKey);
        uint found = stored?.Length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(stored) : DerivedIncomplete;
        if (found == DerivedSchema) return;
        throw new StoreException(StoreErrorKind.DerivedStale, found == DerivedIncomplete
            ? "the derived data (trades, candles, ...) is damaged or incomplete"
            : $"the derived data (trades, candles, ...) has version {found}, "
                + $"this release writes {DerivedSchema}");
    }

    public static HeadMarker Head(ReadScope scope) =>
        HeadMarker.Decode(scope.Get(Family.Meta, HeadKey)) ?? throw Lacks("head marker");

    private static StoreException Lacks(string what) =>
        new(StoreErrorKind.Damaged, $"the store has no sound {what}");
}

using System.Runtime.InteropServices;
using Chain.Crypto;

namespace Chain.Ledger.Tables;

/// <param name="Provider">Slot of the account that quotes.</param>
internal readonly record struct QuotationKey(OrderKey Request, int Provider)
{
    public override int GetHashCode() =>
        SeededHash.Of(unchecked((uint)Request.GetHashCode()), (ulong)Provider);
}

/// <summary>A sealed price, and what stands for it (M-542).</summary>
/// <param name="Trades">Whose capacity holds the request's lots for it.</param>
/// <param name="Bond">Minor units; lost where it is not revealed.</param>
/// <param name="Price">0 until it is revealed; may be 0 then too.</param>
/// <param name="Offer">Hash of the offer; zero until it is revealed.</param>
internal readonly record struct QuotationRow(
    InstrumentKey Trades, Hash32 Commitment, ulong CollateralPerLot, ulong Bond, bool Revealed, ulong Price,
    Hash32 Offer);

/// <summary>Quotations of open requests, and which capacity they hold lots of.</summary>
internal sealed class QuotationTable(ChangeLog log, AccountTable accounts, ProductTable products)
    : Table<QuotationKey, QuotationRow>(log)
{
    private readonly Dictionary<OrderKey, List<int>> ofRequest = [];
    private readonly RowGroups<CapacityKey> ofCapacity = new();

    /// <summary>Slots of a request's quotations, in no order that a rule may use.</summary>
    public ReadOnlySpan<int> Of(OrderKey request) =>
        ofRequest.TryGetValue(request, out List<int>? quotations)
            ? CollectionsMarshal.AsSpan(quotations) : [];

    /// <summary>The lowest id among those that hold lots of a capacity.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFirstOf(CapacityKey capacity, out int quotation) =>
        ofCapacity.TryFirst(capacity, IdOf, out quotation);

    public CapacityKey CapacityOf(int slot) => new(KeyOf(slot).Provider, this[slot].Trades);

    protected override void WriteKey(QuotationKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Quotation);
        writer.Hash(accounts.KeyOf(key.Request.Account).Bytes);
        writer.U64(key.Request.ClientOrderId);
        writer.Hash(accounts.KeyOf(key.Provider).Bytes);
    }

    protected override void WriteRow(in QuotationRow row, ref FixedWriter writer)
    {
        row.Trades.WriteName(ref writer, products);
        writer.Hash(row.Commitment);
        writer.U64(row.CollateralPerLot);
        writer.U64(row.Bond);
        writer.U8(row.Revealed ? (byte)1 : (byte)0);
        writer.U64(row.Price);
        writer.Hash(row.Offer);
    }

    protected override void Added(int slot)
    {
        ref List<int>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(
            ofRequest, KeyOf(slot).Request, out _);
        (list ??= []).Add(slot);
        ofCapacity.Add(CapacityOf(slot), slot);
    }

    protected override void Removing(int slot)
    {
        OrderKey request = KeyOf(slot).Request;
        Require.That(ofRequest[request].Remove(slot));
        if (ofRequest[request].Count == 0) ofRequest.Remove(request);
        ofCapacity.Remove(CapacityOf(slot), slot);
    }

    /// <summary>Hash of the row's key.</summary>
    private Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }
}

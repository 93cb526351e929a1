using System.Buffers.Binary;
using System.Security.Cryptography;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>
/// All rows of one moment, typed and grouped: what the checkers look at instead of the ledger's indexes.
/// </summary>
internal sealed class RowsView
{
    public RowsView(LedgerState state)
    {
        foreach (StateChange change in state.Rows())
            Raw.Add(Convert.ToHexString(change.Key.Span), Convert.ToHexString(change.After!.Value.Span));
        foreach ((string key, string value) in Raw)
            All.Add(StateRow.Decode(Convert.FromHexString(key), Convert.FromHexString(value))!);
        foreach (StateRow row in All)
        {
            if (row is StateRow.Account account) Parties.Add(account.Id, account.PartyName);
            if (row is StateRow.Product product) Products.Add(product.Name, product.Terms);
            if (row is StateRow.Parameter { Of: ChainParameter.GraceMs } grace) GraceMs = grace.Value;
        }
    }

    public SortedDictionary<string, string> Raw { get; } = new(StringComparer.Ordinal);

    public List<StateRow> All { get; } = [];

    public Dictionary<AccountId, string> Parties { get; } = [];

    public Dictionary<string, CreateProduct> Products { get; } = [];

    public ulong GraceMs { get; }

    public IEnumerable<T> Of<T>() where T : StateRow => All.OfType<T>();

    /// <param name="nowMs">Of the block: who entered in it has not met an auction yet (M-406).</param>
    public NaiveOrder Naive(StateRow.Order order, ulong nowMs) => new(
        Parties[order.Owner], order.Owner, order.ClientOrderId, order.Side == Side.Buy, (long)order.Limit,
        order.Remaining, order.EnteredMs / 60_000,
        order.Conditions is not { } some ? 0 : some.AllOrNone ? order.Remaining : some.MinimumFill,
        order.Conditions is { PostOnly: true } && order.EnteredMs == nowMs)
    {
        OwnName = order.Conditions?.Source ?? default,
    };

    /// <summary>R in a block at a time, from the market rules.</summary>
    public long Reference(string product, Delivery delivery, ulong slot, ulong timestampMs)
    {
        CreateProduct terms = Products[product];
        StateRow.Instrument? row = Of<StateRow.Instrument>()
            .SingleOrDefault(i => i.ProductName == product && i.Delivery == delivery && i.Slot == slot);
        if (row is null)
            return (long)(delivery == Delivery.Spot ? terms.SpotListingPrice : terms.ListingPrice);
        long r = (long)row.Reference, tick = (long)terms.Tick;
        bool moves = row.Minute < timestampMs / 60_000 && row.PartyC.Length > 0
            && row.MinuteLots >= terms.MinOrderLots;
        if (!moves) return r;
        long average = (long)(row.MinuteNotional / row.MinuteLots) / tick * tick;
        long most = Math.Max(tick, r / 16 / tick * tick);
        return r + Math.Clamp(average - r, -most, most);
    }

    public static byte[] InstrumentId(string product, Delivery delivery, ulong slot)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, slot);
        return SHA256.HashData([8, (byte)delivery, .. number, .. NaiveAuction.Ascii(product)]);
    }
}

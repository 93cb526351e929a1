using System.Text;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>MarketService: accounts, books, trades and leases, read from committed state.</summary>
public sealed class MarketApi(
    ChainStore store, NodeProgress progress, BookViews books, CancellationToken stopping)
    : MarketService.MarketServiceBase
{
    private const int DefaultDepth = 20;
    private const int LargestDepth = 1_000;
    private const int StreamBatch = 256;

    // Rows that one call may look at for its page, wanted or not.
    private const int LargestScan = 4_096;

    public override Task<Account> GetAccount(GetAccountRequest request, ServerCallContext context)
    {
        AccountId id = AccountOf(request.Account);
        using StoreSnapshot now = store.Snapshot();
        if (Row<StateRow.Account>(now.Reads, StateKey.Account(id)) is not { } row)
            throw ApiErrors.NotFound("account");
        var account = new Account
        {
            Account_ = Describe.Bytes(id),
            Party = row.PartyName,
            Sponsor = SponsorName(now.Reads, row.PartyName),
            Height = now.Height.Value,
            OpenOrders = (uint)Rows<StateRow.Order>(now.Reads, [(byte)RowKind.Order, .. id.Bytes.ToArray()]).Count(),
        };
        foreach (StateRow.Balance balance in
            Rows<StateRow.Balance>(now.Reads, [(byte)RowKind.Balance, .. id.Bytes.ToArray()]))
            account.Balances.Add(new Balance
            {
                Asset = balance.Symbol,
                Available = balance.Available,
                Locked = balance.Locked,
            });
        return Task.FromResult(account);
    }

    public override Task<ListAssetsReply> ListAssets(ListAssetsRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        var reply = new ListAssetsReply();
        foreach (StateRow.Asset asset in Rows<StateRow.Asset>(now.Reads, [(byte)RowKind.Asset]))
            reply.Assets.Add(new Asset
            {
                Asset_ = asset.Symbol,
                Decimals = asset.Decimals,
                Issuer = Describe.Bytes(asset.Issuer),
                Supply = Row<StateRow.Totals>(now.Reads, StateKey.Totals(asset.Symbol))?.Supply ?? 0,
            });
        return Task.FromResult(reply);
    }

    public override Task<ListProductsReply> ListProducts(ListProductsRequest request, ServerCallContext context)
    {
        var reply = new ListProductsReply();
        reply.NextPageToken = Page<StateRow.Product>(
            [(byte)RowKind.Product], request.PageToken, request.PageSize, _ => true,
            row => reply.Products.Add(row.Terms));
        return Task.FromResult(reply);
    }

    public override Task<ListCapacityReply> ListCapacity(ListCapacityRequest request, ServerCallContext context)
    {
        byte[] prefix = request.Provider.IsEmpty
            ? [(byte)RowKind.Capacity] : [(byte)RowKind.Capacity, .. AccountOf(request.Provider).Bytes.ToArray()];
        var reply = new ListCapacityReply();
        reply.NextPageToken = Page<StateRow.Capacity>(
            prefix, request.PageToken, request.PageSize,
            row => request.Product.Length == 0 || row.ProductName == request.Product,
            row => reply.Capacity.Add(Describe.Capacity(row)));
        return Task.FromResult(reply);
    }

    public override Task<ListOrdersReply> ListOrders(ListOrdersRequest request, ServerCallContext context)
    {
        byte[] prefix = [(byte)RowKind.Order, .. AccountOf(request.Account).Bytes.ToArray()];
        var reply = new ListOrdersReply();
        reply.NextPageToken = Page<StateRow.Order>(
            prefix, request.PageToken, request.PageSize, _ => true, row => reply.Orders.Add(Describe.Order(row)));
        return Task.FromResult(reply);
    }

    public override Task<Book> GetBook(GetBookRequest request, ServerCallContext context)
    {
        Instrument of = InstrumentOf(request.Instrument);
        StateRow.Product terms = Row<StateRow.Product>(store.Reads, StateKey.Product(of.Product))
            ?? throw ApiErrors.NotFound("product");
        StateRow.Instrument? row = Row<StateRow.Instrument>(store.Reads, Key(of));
        bool isSpot = of.Delivery == Delivery.Spot;
        var book = new Book
        {
            Instrument = of,
            Height = progress.Head.Height.Value,
            ReferencePrice = row?.Reference
                ?? (isSpot ? terms.Terms.SpotListingPrice : terms.Terms.ListingPrice),
            LastPrice = row?.LastPrice ?? 0,
        };
        int depth = request.Depth == 0 ? DefaultDepth : (int)Math.Min(request.Depth, LargestDepth);
        books.Fill(book, depth);
        return Task.FromResult(book);
    }

    public override Task<ListTradesReply> ListTrades(ListTradesRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        TradePosition? before = PageToken.Position(request.PageToken);
        IReadOnlyList<StoredTrade> trades;
        if (request.Instrument is null) trades = store.Reads.TradesBefore(before, size);
        else trades = store.Reads.TradesBefore(Key(InstrumentOf(request.Instrument)), before, size);
        var reply = new ListTradesReply();
        reply.Trades.Add(trades.Select(trade => Trade.Parser.ParseFrom(trade.Trade.Span)));
        if (trades.Count == size) reply.NextPageToken = PageToken.Of(trades[^1].Position);
        return Task.FromResult(reply);
    }

    public override Task WatchTrades(
        WatchTradesRequest request, IServerStreamWriter<Trade> responseStream, ServerCallContext context) =>
        StreamLife.RunAsync(context, async cancel =>
    {
        TradePosition next = request.FromHeight == 0
            ? new TradePosition(progress.Head.Height.Next, 0)
            : new TradePosition(new Height(request.FromHeight), request.FromIndex);
        while (true)
        {
            Height head = progress.Head.Height;
            IReadOnlyList<StoredTrade> trades = store.Reads.TradesFrom(next, StreamBatch);
            foreach (StoredTrade trade in trades)
            {
                await responseStream.WriteAsync(Trade.Parser.ParseFrom(trade.Trade.Span), cancel);
                next = trade.Position with { Index = trade.Position.Index + 1 };
            }
            if (trades.Count < StreamBatch) await progress.ReachedAsync(head.Next, cancel);
        }
    }, stopping);

    public override Task<ListLeasesReply> ListLeases(ListLeasesRequest request, ServerCallContext context)
    {
        AccountId? of = request.Account.IsEmpty ? null : AccountOf(request.Account);
        var reply = new ListLeasesReply();
        reply.NextPageToken = Page<StateRow.Lease>(
            [(byte)RowKind.Lease], request.PageToken, request.PageSize,
            row => of is not { } account || row.Provider == account || row.Tenant == account,
            row => reply.Leases.Add(Describe.Lease(row, SlotMs(row.ProductName))));
        return Task.FromResult(reply);
    }

    public override Task<Lease> GetLease(GetLeaseRequest request, ServerCallContext context)
    {
        if (!Hash32.TryRead(request.Id.Span, out Hash32 id)) throw ApiErrors.Invalid("id must be 32 bytes");
        StateRow.Lease row =
            Row<StateRow.Lease>(store.Reads, StateKey.Lease(id)) ?? throw ApiErrors.NotFound("lease");
        return Task.FromResult(Describe.Lease(row, SlotMs(row.ProductName)));
    }

    /// <summary>
    /// One page of rows under a prefix; the token of the next, empty at the end. A page ends early rather
    /// than that one call searches the whole state.
    /// </summary>
    private string Page<T>(byte[] prefix, string token, uint pageSize, Func<T, bool> wanted, Action<T> add)
        where T : StateRow
    {
        int room = PageToken.Size(pageSize);
        int visits = LargestScan;
        byte[] from = token.Length == 0 ? prefix : PageToken.Key(token);
        if (!from.AsSpan().StartsWith(prefix)) throw ApiErrors.Invalid("page_token belongs to another list");
        using StoreSnapshot now = store.Snapshot();
        while (true)
        {
            StatePage page = now.Reads.ScanState(prefix, from, StreamBatch);
            foreach (StoredRow row in page.Rows)
            {
                if (visits-- == 0) return PageToken.Of(row.Key);
                var typed = (T)StateRow.Decode(row.Key, row.Value)!;
                if (!wanted(typed)) continue;
                if (room-- == 0) return PageToken.Of(row.Key);
                add(typed);
            }
            if (page.Next is not { } next) return "";
            from = next.ToArray();
        }
    }

    private static IEnumerable<T> Rows<T>(StoreReads reads, byte[] prefix) where T : StateRow
    {
        byte[] from = prefix;
        while (true)
        {
            StatePage page = reads.ScanState(prefix, from, StreamBatch);
            foreach (StoredRow row in page.Rows)
                yield return (T)StateRow.Decode(row.Key, row.Value)!;
            if (page.Next is not { } next) yield break;
            from = next.ToArray();
        }
    }

    private static T? Row<T>(StoreReads reads, byte[] key) where T : StateRow =>
        reads.State(key) is { } value ? (T)StateRow.Decode(key, value)! : null;

    private ulong SlotMs(string product) =>
        Row<StateRow.Product>(store.Reads, StateKey.Product(product))!.Terms.SlotMs;

    private static string SponsorName(StoreReads reads, string party)
    {
        StateRow.Party row = Row<StateRow.Party>(reads, StateKey.Party(party))!;
        return Row<StateRow.Account>(reads, StateKey.Account(row.Sponsor))!.PartyName;
    }

    private static AccountId AccountOf(ByteString bytes) => Hash32.TryRead(bytes.Span, out Hash32 id)
        ? new AccountId(id) : throw ApiErrors.Invalid("account must be 32 bytes");

    private static byte[] Key(Instrument instrument) =>
        StateKey.Instrument(instrument.Product, instrument.Delivery, instrument.Slot);

    private static Instrument InstrumentOf(Instrument? instrument)
    {
        if (instrument is not ({ Delivery: Delivery.Slot } or { Delivery: Delivery.Spot, Slot: 0 }))
            throw ApiErrors.Invalid("give an instrument with delivery SLOT, or SPOT and no slot");
        if (instrument.Product.Length is 0 or > Limits.NameLength || !Ascii.IsValid(instrument.Product))
            throw ApiErrors.Invalid("product is empty, too long or not ASCII");
        return instrument;
    }
}

using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>MarketService: accounts, books, trades and leases, read from committed state.</summary>
public sealed class MarketApi(
    ChainStore store, NodeProgress progress, BookViews books, CapacityViews capacity,
    CancellationToken stopping)
    : MarketService.MarketServiceBase
{
    internal const int DefaultDepth = 20;
    private const int LargestDepth = 1_000;
    private const int StreamBatch = 256;

    private readonly SlotCalendar calendar = new(books, capacity);
    private readonly Reckoner reckoner = new(store);

    public override Task<Account> GetAccount(GetAccountRequest request, ServerCallContext context)
    {
        AccountId id = AccountName.Parse(request.Account);
        using StoreSnapshot now = store.Snapshot();
        if (StateRows.Row<StateRow.Account>(now.Reads, StateKey.Account(id)) is not { } row)
            throw ApiErrors.NotFound("account");
        var account = new Account
        {
            Account_ = Describe.Bytes(id),
            Party = row.PartyName,
            Sponsor = GovernanceApi.NameOf(now.Reads, GovernanceApi.SponsorOf(now.Reads, row.PartyName)),
            Member = StateRows.Row<StateRow.Member>(now.Reads, StateKey.Member(id)) is { IsMember: true },
            FrozenUntilMs = StateRows.Row<StateRow.Freeze>(now.Reads, StateKey.Freeze(id))?.UntilMs ?? 0,
            Key = Describe.Bytes(id),
            Height = now.Height.Value,
            OpenOrders = (uint)StateRows.Rows<StateRow.Order>(
                now.Reads, [(byte)RowKind.Order, .. id.Bytes.ToArray()]).Count(),
        };
        if (StateRows.Row<StateRow.Key>(now.Reads, StateKey.Key(id)) is { } key)
            (account.Key, account.Rotations) = (Describe.Bytes(key.Present.Bytes), key.Rotations);
        foreach (StateRow.Balance balance in
            StateRows.Rows<StateRow.Balance>(now.Reads, [(byte)RowKind.Balance, .. id.Bytes.ToArray()]))
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
        foreach (StateRow.Asset asset in StateRows.Rows<StateRow.Asset>(now.Reads, [(byte)RowKind.Asset]))
            reply.Assets.Add(new Asset
            {
                Asset_ = asset.Symbol,
                Decimals = asset.Decimals,
                Issuer = Describe.Bytes(asset.Issuer),
                Supply = StateRows.Row<StateRow.Totals>(
                    now.Reads, StateKey.Totals(asset.Symbol))?.Supply ?? 0,
            });
        return Task.FromResult(reply);
    }

    public override Task<Reconciliation> Reconcile(ReconcileRequest request, ServerCallContext context) =>
        Task.FromResult(reckoner.Count(request.Asset));

    public override Task<ListProductsReply> ListProducts(ListProductsRequest request, ServerCallContext context)
    {
        var reply = new ListProductsReply();
        reply.NextPageToken = StateRows.Page<StateRow.Product>(
            store, [(byte)RowKind.Product], request.PageToken, request.PageSize, _ => true,
            row => reply.Products.Add(row.Terms));
        return Task.FromResult(reply);
    }

    public override Task<ListGradesReply> ListGrades(ListGradesRequest request, ServerCallContext context)
    {
        var reply = new ListGradesReply();
        reply.NextPageToken = StateRows.Page<StateRow.Grade>(
            store, [(byte)RowKind.Grade], request.PageToken, request.PageSize, _ => true,
            row => reply.Grades.Add(row.Terms));
        return Task.FromResult(reply);
    }

    public override Task<ListRegionsReply> ListRegions(ListRegionsRequest request, ServerCallContext context)
    {
        var reply = new ListRegionsReply();
        reply.NextPageToken = StateRows.Page<StateRow.Region>(
            store, [(byte)RowKind.Region], request.PageToken, request.PageSize, _ => true,
            row => reply.Regions.Add(row.Terms));
        return Task.FromResult(reply);
    }

    public override Task<ListSlotsReply> ListSlots(ListSlotsRequest request, ServerCallContext context)
    {
        InstrumentName.ParseProduct(request.Product, Delivery.Slot);
        byte[] key = StateKey.Product(request.Product);
        StateRow.Product product = StateRows.Row<StateRow.Product>(store.Reads, key)
            ?? throw ApiErrors.NotFound("product");
        return Task.FromResult(
            calendar.Of(store.Reads, request, product.Terms, progress.Head.TimestampMs));
    }

    public override Task<ListCapacityReply> ListCapacity(ListCapacityRequest request, ServerCallContext context)
    {
        byte[] prefix = request.Provider.IsEmpty
            ? [(byte)RowKind.Capacity]
            : [(byte)RowKind.Capacity, .. AccountName.Parse(request.Provider).Bytes.ToArray()];
        var reply = new ListCapacityReply();
        reply.NextPageToken = StateRows.Page<StateRow.Capacity>(
            store, prefix, request.PageToken, request.PageSize,
            row => request.Product.Length == 0 || row.ProductName == request.Product,
            row => reply.Capacity.Add(Describe.Capacity(row)));
        return Task.FromResult(reply);
    }

    public override Task<ListOrdersReply> ListOrders(ListOrdersRequest request, ServerCallContext context)
    {
        byte[] prefix = [(byte)RowKind.Order, .. AccountName.Parse(request.Account).Bytes.ToArray()];
        var reply = new ListOrdersReply();
        reply.NextPageToken = StateRows.Page<StateRow.Order>(
            store, prefix, request.PageToken, request.PageSize, _ => true,
            row => reply.Orders.Add(Describe.Order(row)));
        return Task.FromResult(reply);
    }

    public override Task<Book> GetBook(GetBookRequest request, ServerCallContext context)
    {
        InstrumentName instrument = InstrumentName.Parse(request.Instrument);
        byte[] product = StateKey.Product(instrument.Product);
        StateRow.Product terms = StateRows.Row<StateRow.Product>(store.Reads, product)
            ?? throw ApiErrors.NotFound("product");
        StateRow.Instrument? row = StateRows.Row<StateRow.Instrument>(store.Reads, instrument.Key);
        BookView view = books.Read(instrument, DepthOf(request.Depth, DefaultDepth));
        var book = new Book
        {
            Instrument = instrument.ToMessage(),
            Height = view.Height.Value,
            ReferencePrice = row?.Reference ?? instrument.ListingPrice(terms.Terms),
            LastPrice = row?.LastPrice ?? 0,
        };
        book.Bids.Add(view.Bids.Select(Describe.Level));
        book.Asks.Add(view.Asks.Select(Describe.Level));
        return Task.FromResult(book);
    }

    public override Task<ListTradesReply> ListTrades(ListTradesRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        TradePosition? before = PageToken.Position(request.PageToken);
        IReadOnlyList<StoredTrade> trades;
        if (request.Instrument is null) trades = store.Reads.TradesBefore(before, size);
        else trades = store.Reads.TradesBefore(InstrumentName.Parse(request.Instrument).Key, before, size);
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
        if (request.Account.IsEmpty
            && request.Closed) throw ApiErrors.Invalid("closed leases need an account");
        var reply = new ListLeasesReply();
        if (request.Account.IsEmpty)
            reply.NextPageToken = StateRows.Page<StateRow.Lease>(
                store, [(byte)RowKind.Lease], request.PageToken, request.PageSize, _ => true,
                row => reply.Leases.Add(LeaseViews.Of(store.Reads, row)));
        else LeaseViews.Page(store, AccountName.Parse(request.Account), request, reply);
        return Task.FromResult(reply);
    }

    public override Task<Lease> GetLease(GetLeaseRequest request, ServerCallContext context)
    {
        if (!Hash32.TryRead(request.Id.Span, out Hash32 id)) throw ApiErrors.Invalid("id must be 32 bytes");
        using StoreSnapshot now = store.Snapshot();
        return Task.FromResult(LeaseViews.Find(now.Reads, id) ?? throw ApiErrors.NotFound("lease"));
    }

    /// <summary>Levels a side that a client wants.</summary>
    internal static int DepthOf(uint requested, int usual) =>
        requested == 0 ? usual : (int)Math.Min(requested, LargestDepth);
}

using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>One asset, two products on two pages, one account, one trade.</summary>
internal sealed class FakeMarket : MarketService.MarketServiceBase
{
    /// <summary>Five lots of one slot, bought in block 12.</summary>
    public static Lease Bought => new()
    {
        Id = FakeNode.Bytes(9),
        Instrument = new Instrument { Product = "compute-eu-1", Delivery = Delivery.Slot, Slot = 77 },
        Provider = FakeNode.Bytes(8),
        Tenant = FakeNode.Bytes(7),
        Lots = 5,
        Price = 1_260,
        StartMs = 1_796_083_200_000,
        EndMs = 1_796_083_260_000,
        State = LeaseState.Active,
        TradedHeight = 12,
    };

    public override Task<Lease> GetLease(GetLeaseRequest request, ServerCallContext context) =>
        request.Id == Bought.Id ? Task.FromResult(Bought)
            : request.Id == Lease.Id ? Task.FromResult(Lease)
            : throw new RpcException(new Status(StatusCode.NotFound, "no such lease"));

    public override Task<ListAssetsReply> ListAssets(ListAssetsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAssetsReply
        {
            Assets = { new Asset { Asset_ = "EUR", Decimals = 2, Issuer = FakeNode.Bytes(7), Supply = 123 } },
        });

    /// <summary>
    /// Adds up to what was minted and not burnt, but for XXX, of which one unit is missing.
    /// </summary>
    public override Task<Reconciliation> Reconcile(ReconcileRequest request, ServerCallContext context) =>
        Task.FromResult(new Reconciliation
        {
            Asset = request.Asset,
            Height = 12,
            Accounts = 3,
            Available = new Wide { Low = 100_000 },
            Locked = new Wide { Low = 2_000 },
            Leases = 2,
            Escrow = new Wide { Low = 300 },
            Streams = 1,
            StreamFunds = new Wide { Low = 40 },
            Fees = request.Asset == "XXX" ? 4u : 5u,
            Minted = new Wide { Low = 102_445 },
            Burnt = new Wide { Low = 100 },
        });

    public override Task<ListProductsReply> ListProducts(
        ListProductsRequest request, ServerCallContext context) =>
        Task.FromResult(request.PageToken.Length == 0
            ? new ListProductsReply { Products = { Product("compute-eu-1") }, NextPageToken = "more" }
            : new ListProductsReply { Products = { Product("storage-eu-1") } });

    public override Task<Account> GetAccount(GetAccountRequest request, ServerCallContext context) =>
        Task.FromResult(new Account
        {
            Account_ = request.Account,
            Party = "animation-works",
            Sponsor = "northcloud",
            Height = 12,
            Balances = { new Balance { Asset = "EUR", Available = 100_005, Locked = 7 } },
        });

    public override Task<Book> GetBook(GetBookRequest request, ServerCallContext context) =>
        Task.FromResult(new Book
        {
            Instrument = request.Instrument,
            Height = 12,
            ReferencePrice = 1_250,
            Bids = { new Level { Price = 1_240, Lots = 5, Orders = 1 } },
        });

    /// <summary>What tests make of it.</summary>
    public Lease Lease { get; } = new()
    {
        Id = FakeNode.Bytes(0x9a),
        Instrument = new Instrument { Product = "compute-eu-1", Delivery = Delivery.Slot, Slot = 77 },
        Provider = FakeNode.Bytes(8),
        Tenant = FakeNode.Bytes(9),
        Lots = 10,
        Price = 1_250,
        State = LeaseState.Booked,
    };

    private static CreateProduct Product(string name) => new()
    {
        Product = name,
        Class = ProductClass.Compute,
        Grade = "c1",
        Region = "eu-central",
        Unit = "vCPU-Hours",
        LotSize = 1,
        MinOrderLots = 1,
        Tick = 1,
        Asset = "EUR",
        SlotMs = 60_000,
        LeadMs = 15_000,
        CollateralPerLot = 312,
        ListingPrice = 1_250,
        FeeBps = 20,
    };
}

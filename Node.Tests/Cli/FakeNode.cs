using System.Collections.Concurrent;
using System.Net;
using Chain.Node.Rpc;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chain.Tests.Cli;

/// <summary>
/// A real server on a free port whose answers a test chooses; it records what it was asked.
/// </summary>
internal sealed class FakeNode : NodeService.NodeServiceBase, IAsyncDisposable
{
    private WebApplication? app;

    public FakeMarket Market { get; } = new();

    public FakeDisputes Disputes { get; } = new();

    public FakeQuotations Quotations { get; } = new();

    public FakeAuctions Auctions { get; } = new();

    public FakeHistory History { get; } = new();

    public FakePrices Prices { get; } = new();

    public FakeGovernance Governance { get; } = new();

    public NodeStatus Status { get; } = new()
    {
        ChainId = "testnet",
        ChainHash = Bytes(1),
        Name = "node1",
        Version = "9.9.9",
        Height = 12,
        BlockHash = Bytes(2),
        LastStateRoot = Bytes(3),
        LastStateHeight = 11,
        View = 15,
        Epoch = 1,
        PeersConnected = 3,
    };

    public Block Block { get; } = new()
    {
        Height = 12,
        Hash = Bytes(2),
        ParentHash = Bytes(4),
        StateRoot = Bytes(3),
        Epoch = 1,
        TimestampMs = 1_000,
    };

    /// <summary>Every submitted transaction, as received.</summary>
    public ConcurrentQueue<ByteString> Submitted { get; } = new();

    /// <summary>Thrown by the next submissions, one each, before the receipt is given.</summary>
    public ConcurrentQueue<RpcException> Refusals { get; } = new();

    public ReceiptStatus Outcome { get; set; } = ReceiptStatus.Ok;

    public RpcException? BlockError { get; set; }

    /// <summary>First heights that the watchers asked for.</summary>
    public ConcurrentQueue<ulong> Watched { get; } = new();

    public StateProof Proof { get; set; } = new();

    public string Address { get; private set; } = "";

    public static async Task<FakeNode> StartAsync()
    {
        var node = new FakeNode();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        node.app = builder.Build();
        node.app.MapGrpc(NodeService.BindService(node));
        node.app.MapGrpc(MarketService.BindService(node.Market));
        node.app.MapGrpc(PriceService.BindService(node.Prices));
        node.app.MapGrpc(GovernanceService.BindService(node.Governance));
        node.app.MapGrpc(BundleService.BindService(new FakeBundles()));
        node.app.MapGrpc(HistoryService.BindService(node.History));
        node.app.MapGrpc(AuctionService.BindService(node.Auctions));
        node.app.MapGrpc(DisputeService.BindService(node.Disputes));
        node.app.MapGrpc(QuotationService.BindService(node.Quotations));
        await node.app.StartAsync();
        node.Address = node.app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        return node;
    }

    public static ByteString Bytes(byte fill) => ByteString.CopyFrom(Enumerable.Repeat(fill, 32).ToArray());

    public override Task<NodeStatus> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(Status);

    public override Task<ListValidatorsReply> ListValidators(
        ListValidatorsRequest request, ServerCallContext context) => Task.FromResult(new ListValidatorsReply
        {
            Validators = { new Validator { Number = 0, Name = "node1", PublicKey = Bytes(5) } },
        });

    public override Task<Block> GetBlock(GetBlockRequest request, ServerCallContext context) =>
        BlockError is null ? Task.FromResult(Block) : throw BlockError;

    public override Task<SubmitReply> Submit(SubmitRequest request, ServerCallContext context)
    {
        Submitted.Enqueue(request.Transaction);
        if (Refusals.TryDequeue(out RpcException? refusal)) throw refusal;
        ByteString id = ByteString.CopyFrom(
            TransactionCodec.Parse(request.Transaction.Memory, out _)!.Id.Span);
        return Task.FromResult(new SubmitReply
        {
            TransactionId = id,
            Receipt = new Receipt { TransactionId = id, Height = 13, Index = 2, Status = Outcome },
        });
    }

    /// <summary>The block of that height, a minute after 23:00 of the last day of a November.</summary>
    public override Task<ListBlocksReply> ListBlocks(ListBlocksRequest request, ServerCallContext context) =>
        Task.FromResult(new ListBlocksReply
        {
            Blocks = { new BlockSummary { Height = request.FromHeight, TimestampMs = 1_796_079_660_000 } },
        });

    /// <summary>Two blocks, then the connection is lost.</summary>
    public override async Task WatchBlocks(
        WatchBlocksRequest request, IServerStreamWriter<Block> responseStream, ServerCallContext context)
    {
        Watched.Enqueue(request.FromHeight);
        for (ulong height = request.FromHeight; height < request.FromHeight + 2; height++)
        {
            Block block = Block.Clone();
            block.Height = height;
            await responseStream.WriteAsync(block);
        }
        throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "going down"));
    }

    public override Task<StateProof> GetProof(GetProofRequest request, ServerCallContext context)
    {
        StateProof proof = Proof.Clone();
        proof.Key = request.Key;
        return Task.FromResult(proof);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }
}

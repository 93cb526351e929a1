using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>HistoryService: what happened to leases, streams and money (M-634).</summary>
public sealed class HistoryApi(
    ChainStore store, NodeProgress progress, GenesisState genesis, CancellationToken stopping)
    : HistoryService.HistoryServiceBase
{
    private const int StreamBatch = 256;

    public override Task WatchEvents(
        WatchEventsRequest request, IServerStreamWriter<LeaseEvent> responseStream,
        ServerCallContext context) =>
        StreamLife.RunAsync(context, async cancel =>
    {
        ByteString? of = request.Account.IsEmpty ? null : Describe.Bytes(AccountName.Parse(request.Account));
        TradePosition next = request.FromHeight == 0
            ? new TradePosition(progress.Head.Height.Next, 0)
            : new TradePosition(new Height(request.FromHeight), request.FromIndex);
        while (true)
        {
            Height head = progress.Head.Height;
            IReadOnlyList<StoredMessage> events = store.Reads.EventsFrom(next, StreamBatch);
            foreach (StoredMessage stored in events)
            {
                LeaseEvent happened = LeaseEvent.Parser.ParseFrom(stored.Message.Span);
                if (of is null || happened.Tenant == of || happened.Provider == of)
                    await responseStream.WriteAsync(happened, cancel);
                next = stored.Position with { Index = stored.Position.Index + 1 };
            }
            if (events.Count < StreamBatch) await progress.ReachedAsync(head.Next, cancel);
        }
    }, stopping);

    public override Task<ListMovementsReply> ListMovements(
        ListMovementsRequest request, ServerCallContext context)
    {
        AccountId account = AccountName.Parse(request.Account);
        TradePosition from =
            PageToken.Position(request.PageToken) ?? new TradePosition(new Height(request.FromHeight), 0);
        int size = PageToken.Size(request.PageSize);
        IReadOnlyList<StoredMessage> movements = store.Reads.MovementsFrom(account, from, size);
        var reply = new ListMovementsReply();
        reply.Movements.Add(movements.Select(stored =>
            AccountMovement.Parser.ParseFrom(stored.Message.Span)));
        if (movements.Count == size)
        {
            TradePosition last = movements[^1].Position;
            reply.NextPageToken = PageToken.Of(last with { Index = last.Index + 1 });
        }
        return Task.FromResult(reply);
    }

    public override Task<Holdings> GetHoldings(GetHoldingsRequest request, ServerCallContext context)
    {
        AccountId account = AccountName.Parse(request.Account);
        using StoreSnapshot now = store.Snapshot();
        var reply = new Holdings
        {
            Height = now.Height.Value,
            TimestampMs = now.Reads.Header(now.Height)!.Header.TimestampMs,
        };
        foreach (StateRow.Asset asset in StateRows.Rows<StateRow.Asset>(now.Reads, [(byte)RowKind.Asset]))
        {
            StateRow.Balance? balance = StateRows.Row<StateRow.Balance>(
                now.Reads, StateKey.Balance(account, asset.Symbol));
            StateRow.Stream? stream = StateRows.Row<StateRow.Stream>(
                now.Reads, StateKey.Stream(account, asset.Symbol));
            reply.Assets.Add(new Holding
            {
                Asset = asset.Symbol,
                Genesis = GenesisOf(account, asset.Symbol),
                Available = balance?.Available ?? 0,
                Locked = balance?.Locked ?? 0,
                Streams = stream?.Funds ?? 0,
            });
        }
        return Task.FromResult(reply);
    }

    private ulong GenesisOf(AccountId account, string asset)
    {
        ulong sum = 0;
        foreach (GenesisAsset known in genesis.Assets)
            if (known.Symbol == asset)
                foreach (GenesisBalance balance in known.Balances)
                    if (balance.Account == account) sum += balance.Amount;
        return sum;
    }

    public override Task<ListStreamsReply> ListStreams(ListStreamsRequest request, ServerCallContext context)
    {
        AccountId account = AccountName.Parse(request.Account);
        using StoreSnapshot now = store.Snapshot();
        ulong nowMs = now.Reads.Header(now.Height)!.Header.TimestampMs;
        var reply = new ListStreamsReply();
        byte[] prefix = [(byte)RowKind.Stream, .. account.Bytes.Span];
        foreach (StateRow.Stream stream in StateRows.Rows<StateRow.Stream>(now.Reads, prefix))
            reply.Streams.Add(new PaymentStream
            {
                Asset = stream.Symbol,
                Funds = stream.FundsAt(nowMs),
                Rate = $"{stream.Rate}",
                Leases = stream.Leases,
                RunsDryMs = stream.RunsDryMs,
                DryMs = stream.DryMs,
                ClosesMs = stream.ClosesMs,
                Owed = stream.OwedAt(nowMs),
            });
        return Task.FromResult(reply);
    }
}

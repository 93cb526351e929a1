using Chain.Client.Replay;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>The money of one account: a slot bought, a part of it refunded next month, a stream.</summary>
internal sealed class FakeHistory : HistoryService.HistoryServiceBase
{
    // 2026-11-30 23:00 UTC.
    private const ulong November = 1_796_079_600_000;

    public FakeHistory()
    {
        ByteString lease = FakeNode.Bytes(9);
        ByteString book = ByteString.CopyFrom(ReplayBook.IdOf(FakeMarket.Bought.Instrument).Span);
        Movements =
        [
            Movement(2, 0, November, 50_000, MovementKind.Transferred, FakeNode.Bytes(3)),
            Movement(12, 1, November + 60_000, -13, MovementKind.FeePaid, book),
            Movement(12, 2, November + 60_000, -6_300, MovementKind.Purchased, lease),
            Movement(20, 0, November + 3_600_000, -250, MovementKind.Streamed, ByteString.Empty),
            Movement(21, 0, November + 3_660_500, -55, MovementKind.Streamed, ByteString.Empty),
            Movement(22, 0, November + 3_700_000, 1_050, MovementKind.Refunded, lease),
            Movement(22, 1, November + 3_700_000, 400, MovementKind.Slashed, lease),
            // Behind the holdings below: not a part of the export.
            Movement(31, 0, November + 9_000_000, -1, MovementKind.Burnt, ByteString.Empty),
        ];
    }

    public List<AccountMovement> Movements { get; }

    public override Task<Holdings> GetHoldings(GetHoldingsRequest request, ServerCallContext context) =>
        Task.FromResult(new Holdings
        {
            Height = 30,
            Assets =
            {
                new Holding
                {
                    Asset = "EUR",
                    Genesis = 100_000,
                    Available = 144_000,
                    Locked = 100,
                    Streams = 732,
                },
            },
        });

    /// <summary>Pages of three, whatever is asked for.</summary>
    public override Task<ListMovementsReply> ListMovements(
        ListMovementsRequest request, ServerCallContext context)
    {
        int from = request.PageToken.Length == 0 ? 0
            : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var reply = new ListMovementsReply { Movements = { Movements.Skip(from).Take(3) } };
        if (from + 3 < Movements.Count) reply.NextPageToken = $"{from + 3}";
        return Task.FromResult(reply);
    }

    private static AccountMovement Movement(
        ulong height, uint index, ulong ms, long amount, MovementKind kind, ByteString reference) => new()
        {
            Height = height,
            Index = index,
            TimestampMs = ms,
            Asset = "EUR",
            Amount = amount,
            Kind = kind,
            Reference = reference,
        };
}

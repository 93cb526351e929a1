using System.Diagnostics;
using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Bench;

/// <summary>The ledger alone on one thread: place, cancel, match, and a root per block.</summary>
public static class LedgerBench
{
    private const string ChainId = "bench", Money = "EUR", Product = "vcpu";
    private const ulong Hour = 3_600_000, Start = 1_800_000_000_000 / Hour * Hour;
    private const ulong FirstSlot = Start / Hour + 24;
    private const int Traders = 400, Books = 8, OperationsPerTransaction = 2;
    private const ulong Middle = 10_000;

    /// <param name="resting">Orders in all books together, kept about constant.</param>
    /// <param name="blocks">Blocks measured, after as many not measured.</param>
    /// <param name="operations">Per block: nine tenths place and cancel, one tenth trades.</param>
    /// <returns>Operations per second, signatures and parsing not included.</returns>
    public static double OperationsPerSecond(int resting = 10_000, int blocks = 20, int operations = 5_000)
    {
        LedgerState state = LedgerState.FromGenesis(Genesis());
        var flow = new OrderFlow(resting);
        Apply(state, flow.Attest());
        while (flow.Resting < resting) Apply(state, flow.Fill(operations));
        for (int i = 0; i < blocks; i += 1) Apply(state, flow.Mixed(operations));

        Transaction[][] measured = [.. Enumerable.Range(0, blocks).Select(_ => flow.Mixed(operations))];
        var time = new TimeSpan();
        foreach (Transaction[] block in measured)
        {
            long begin = Stopwatch.GetTimestamp();
            Apply(state, block);
            time += Stopwatch.GetElapsedTime(begin);
        }
        return blocks * (double)operations / time.TotalSeconds;
    }

    private static void Apply(LedgerState state, Transaction[] transactions)
    {
        Span<byte> height = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(height, state.Height.Value + 1);
        BlockOutcome outcome = Execution.Apply(state, new BlockContext(
            state.Height.Next, TaggedHash.Block.Of(height), state.Tip, state.TimestampMs + 1), transactions);
        state.Settle(state.Height);
        foreach (TransactionReceipt receipt in outcome.Receipts)
            Require.That(receipt.Status == ReceiptStatus.Ok);
    }

    private static AccountId Trader(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new AccountId(TaggedHash.Genesis.Of(bytes));
    }

    private static AccountId Member(int number) => Trader(1_000_000 + number);

    private static GenesisState Genesis() => new()
    {
        ChainId = ChainId,
        ChainHash = TaggedHash.Genesis.Of([1]),
        TimestampMs = Start,
        Members = [new("alpha", Member(0)), new("beta", Member(1))],
        Accounts = [.. Enumerable.Range(0, Traders)
            .Select(i => new GenesisAccount(Trader(i), $"party-{i}", Member(0)))],
        Assets = [new(Money, 2, Member(0),
            [.. Enumerable.Range(0, Traders).Select(i => new GenesisBalance(Trader(i), 1UL << 52))])],
        Products =
        [
            new CreateProduct
            {
                Product = Product, Class = ProductClass.Compute, Grade = "gold", Region = "eu",
                Unit = "vCPU-Hours",
                LotSize = 1, MinOrderLots = 1, Tick = 1, Asset = Money, SlotMs = Hour, LeadMs = Hour,
                CollateralPerLot = 1, ListingPrice = Middle, FeeBps = 10,
            },
        ],
    };

    /// <summary>A seeded stream of transactions that all succeed; it knows which orders rest.</summary>
    private sealed class OrderFlow(int target)
    {
        private readonly Random random = new(1);
        private readonly Queue<(int Trader, ulong First)> open = [];
        private ulong nextId;
        private int turn;

        public int Resting => open.Count * OperationsPerTransaction;

        public Transaction[] Attest() => [.. Enumerable.Range(0, Traders).Select(i => Sign(
            Member(1), new Operation
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = Trader(i).ToByteString(), Product = Product, FirstSlot = FirstSlot,
                LastSlot = FirstSlot + Books - 1, Lots = Limits.Lots,
            },
        }))];

        public Transaction[] Fill(int operations) => [.. Enumerable
            .Range(0, Math.Min(operations, target - Resting) / OperationsPerTransaction).Select(_ => Rest())];

        /// <summary>Of 20 transactions one buys and one sells at once, nine rest and nine cancel.</summary>
        public Transaction[] Mixed(int operations) => [.. Enumerable
            .Range(0, operations / OperationsPerTransaction).Select(i => (i % 20) switch
            {
                0 => Orders(turn % Traders, Side.Buy, () => Middle + 5, ioc: true),
                1 => Orders((turn + Books) % Traders, Side.Sell, () => Middle - 5, ioc: true),
                < 11 => Rest(),
                _ => Cancel(),
            })];

        private Transaction Rest()
        {
            turn += 1;
            int trader = turn % Traders;
            open.Enqueue((trader, nextId + 1));
            return random.Next(2) == 0
                ? Orders(trader, Side.Buy, () => Middle - 10 - (ulong)random.Next(500), ioc: false)
                : Orders(trader, Side.Sell, () => Middle + 10 + (ulong)random.Next(500), ioc: false);
        }

        /// <summary>The orders of the oldest transaction that rests.</summary>
        private Transaction Cancel()
        {
            (int trader, ulong first) = open.Dequeue();
            var parts = new Operation[OperationsPerTransaction];
            for (int i = 0; i < parts.Length; i += 1)
                parts[i] = new Operation
                {
                    CancelOrder = new CancelOrder { ClientOrderId = first + (ulong)i },
                };
            return Sign(Trader(trader), parts);
        }

        private Transaction Orders(int trader, Side side, Func<ulong> limit, bool ioc)
        {
            var parts = new Operation[OperationsPerTransaction];
            for (int i = 0; i < parts.Length; i += 1) parts[i] = Order(trader, side, limit(), ioc);
            return Sign(Trader(trader), parts);
        }

        private Operation Order(int trader, Side side, ulong limit, bool ioc)
        {
            nextId += 1;
            return new Operation
            {
                PlaceOrder = new PlaceOrder
                {
                    ClientOrderId = nextId,
                    Instrument = new Instrument
                    {
                        Product = Product,
                        Delivery = Delivery.Slot,
                        Slot = FirstSlot + (ulong)(trader % Books),
                    },
                    Side = side,
                    Lots = (ulong)random.Next(1, 100),
                    Limit = limit,
                    TimeInForce = ioc ? TimeInForce.Ioc : TimeInForce.Gtc,
                },
            };
        }

        private Transaction Sign(AccountId account, params Operation[] operations)
        {
            nextId += 1;
            var body = new TransactionBody
            {
                ChainId = ChainId,
                Account = account.ToByteString(),
                ValidUntilMs = Start + 1_000,
                Nonce = nextId,
            };
            body.Operations.AddRange(operations);
            byte[] bytes = body.ToByteArray();
            return new Transaction(TaggedHash.Transaction.Of(bytes), account, body, default, bytes);
        }
    }
}

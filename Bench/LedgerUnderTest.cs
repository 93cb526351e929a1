using System.Buffers.Binary;
using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Bench;

/// <summary>
/// One ledger with one money and one hourly product, its accounts by number, and the time its blocks took.
/// </summary>
internal sealed class LedgerUnderTest
{
    public const string Money = "EUR", Product = "vcpu";
    public const ulong Hour = 3_600_000, FirstSlot = Start / Hour + 24;
    public const ulong ListingPrice = 10_000;
    private const string ChainId = "bench";
    private const ulong Start = 1_800_000_000_000 / Hour * Hour;

    private ulong nonce;

    /// <param name="accounts">Ten of a party, each with the same balance.</param>
    public LedgerUnderTest(int accounts) => State = LedgerState.FromGenesis(Genesis(accounts));

    public LedgerState State { get; }

    public BlockTimes Times { get; } = new();

    /// <summary>Executes a block; all its transactions must succeed. The time is the thread's.</summary>
    /// <param name="atMs">Its time; without one a little after the block before.</param>
    public (BlockOutcome Outcome, TimeSpan Took) Apply(Transaction[] transactions, ulong? atMs = null)
    {
        Span<byte> height = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(height, State.Height.Value + 1);
        var block = new BlockContext(
            State.Height.Next, TaggedHash.Block.Of(height), State.Tip, atMs ?? State.TimestampMs + 20);
        Times.Begin();
        TimeSpan begin = ThreadTime.Now, since = begin;
        BlockPhase? running = null;
        BlockOutcome outcome = Execution.Apply(State, block, transactions, phase =>
        {
            TimeSpan now = ThreadTime.Now;
            if (running is { } over) Times.Add(over, now - since);
            (running, since) = (phase, now);
        });
        State.Settle(State.Height);
        TimeSpan end = ThreadTime.Now;
        Times.Add(running!.Value, end - since);
        foreach (TransactionReceipt receipt in outcome.Receipts)
            Require.That(receipt.Status == ReceiptStatus.Ok);
        return (outcome, end - begin);
    }

    public static AccountId Account(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new AccountId(TaggedHash.Genesis.Of(bytes));
    }

    /// <summary>By the member that is independent of every account's sponsor.</summary>
    public Transaction Attest(int provider, ulong firstSlot, ulong lastSlot) => Sign(Member(1), new Operation
    {
        AttestCapacity = new AttestCapacity
        {
            Provider = Account(provider).ToByteString(),
            Product = Product,
            Delivery = Delivery.Slot,
            FirstSlot = firstSlot,
            LastSlot = lastSlot,
            Lots = Limits.Lots,
        },
    });

    public static Operation Place(
        ulong id, ulong slot, Side side, ulong lots, ulong limit, TimeInForce timeInForce) => new()
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = id,
                Instrument = new Instrument { Product = Product, Delivery = Delivery.Slot, Slot = slot },
                Side = side,
                Lots = lots,
                Limit = limit,
                TimeInForce = timeInForce,
            },
        };

    public static Operation Cancel(ulong id) =>
        new() { CancelOrder = new CancelOrder { ClientOrderId = id } };

    /// <summary>A parsed transaction; the ledger does not look at signatures.</summary>
    public Transaction Sign(AccountId account, params Operation[] operations)
    {
        nonce += 1;
        var body = new TransactionBody
        {
            ChainId = ChainId,
            Account = account.ToByteString(),
            ValidUntilMs = State.TimestampMs + 60_000,
            Nonce = nonce,
        };
        body.Operations.AddRange(operations);
        byte[] bytes = body.ToByteArray();
        return new Transaction(TaggedHash.Transaction.Of(bytes), account, body, default, bytes);
    }

    private static AccountId Member(int number) => Account(-1 - number);

    private static GenesisState Genesis(int accounts) => new()
    {
        ChainId = ChainId,
        ChainHash = TaggedHash.Genesis.Of([1]),
        TimestampMs = Start,
        Members = [new("alpha", Member(0)), new("beta", Member(1))],
        Accounts = [.. Enumerable.Range(0, accounts)
            .Select(i => new GenesisAccount(Account(i), $"party-{i / 10}", Member(0)))],
        Assets = [new(Money, 2, Member(0), [.. Enumerable.Range(0, accounts)
            .Select(i => new GenesisBalance(Account(i), Limits.Supply / 2 / (ulong)accounts))])],
        Grades = [new PublishGrade
        {
            Grade = "gold",
            Class = ProductClass.Compute,
            Document = ByteString.CopyFrom(new byte[Hash32.Size]),
        }],
        Regions = [new PublishRegion
        {
            Region = "eu",
            Document = ByteString.CopyFrom(new byte[Hash32.Size]),
        }],
        Products =
        [
            new CreateProduct
            {
                Product = Product, Class = ProductClass.Compute, Grade = "gold", Region = "eu",
                Unit = "vCPU-Hours",
                LotSize = 1, MinOrderLots = 1, Tick = 1, Asset = Money, SlotMs = Hour, LeadMs = Hour / 2,
                CollateralPerLot = 1, ListingPrice = ListingPrice, FeeBps = 10,
            },
        ],
    };
}

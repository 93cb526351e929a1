using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Ledger;

/// <summary>
/// A small market to run blocks on: two members, their parties' accounts, one asset, one hourly product.
/// </summary>
internal sealed class Market
{
    public const string ChainId = "market-test";
    public const string Money = "EUR";
    public const string Compute = "vcpu.standard";
    public const ulong Hour = 3_600_000;
    public const ulong Start = 1_800_000_000_000 / Hour * Hour;

    /// <summary>Of a chain whose genesis names none.</summary>
    public const ulong GraceMs = Hour;

    public const ulong FirstSlot = Start / Hour;

    /// <summary>A slot whose book is open for the first blocks: it starts ten hours after genesis.</summary>
    public const ulong Slot = FirstSlot + 10;

    /// <summary>Hash of the genesis document.</summary>
    public static readonly Hash32 Chain = TaggedHash.Genesis.Of([1]);

    public static readonly AccountId Alpha = Key(1), Beta = Key(2), Bank = Key(3);

    /// <summary>Keys of two validators, which alpha and beta run.</summary>
    public static readonly IReadOnlyList<AccountId> Validators = [Key(30), Key(31)];

    /// <summary>Members of a larger consortium, beside alpha and beta.</summary>
    public static readonly AccountId Gamma = Key(4), Delta = Key(5);

    /// <summary>Parameters small enough to watch: a minute of timelock, ten of freezing.</summary>
    public static readonly IReadOnlyDictionary<ChainParameter, ulong> Quick =
        new Dictionary<ChainParameter, ulong>
        {
            [ChainParameter.TimelockMs] = 60_000,
            [ChainParameter.FreezeMs] = 600_000,
            [ChainParameter.CommitMs] = 320_000,
            [ChainParameter.RevealMs] = 320_000,
        };

    private ulong nonce;

    private Market(LedgerState state) => State = state;

    public LedgerState State { get; set; }

    public List<BlockOutcome> Outcomes { get; } = [];

    public static AccountId Key(int number)
    {
        Span<byte> bytes = stackalloc byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[28..], number);
        return new AccountId(TaggedHash.Genesis.Of(bytes));
    }

    /// <summary>Trader t of party p; parties alternate between the sponsors alpha and beta.</summary>
    public static AccountId Trader(int party, int account = 0) => Key(1_000 + party * 10 + account);

    public static AccountId SponsorOf(int party) => party % 2 == 0 ? Alpha : Beta;

    /// <summary>A member that does not sponsor the party.</summary>
    public static AccountId AttestorOf(int party) => party % 2 == 0 ? Beta : Alpha;

    public static CreateProduct Product(string name = Compute) => new()
    {
        Product = name,
        Class = ProductClass.Compute,
        Grade = "gold",
        Region = "eu-1",
        Unit = "vCPU-Hours",
        LotSize = 1,
        MinOrderLots = 1,
        Tick = 5,
        Asset = Money,
        SlotMs = Hour,
        LeadMs = Hour / 2,
        CollateralPerLot = 10,
        ListingPrice = 100,
        FeeBps = 30,
        SpotListingPrice = 80,
        NoticeMs = 2 * Hour,
        RekeyFee = 7,
    };

    public static PublishGrade Grade(string name = "gold") => new()
    {
        Grade = name,
        Class = ProductClass.Compute,
        Document = Bytes(Key(7_001)),
        Note = "four sockets, one owner",
    };

    public static PublishRegion Region(string name = "eu-1") =>
        new() { Region = name, Document = Bytes(Key(7_002)), Note = "Frankfurt" };

    public static GenesisState Genesis(int parties, int accounts, ulong money, CreateProduct? product = null,
        bool large = false, int judges = 0, IReadOnlyDictionary<ChainParameter, ulong>? parameters = null)
    {
        var traders = from party in Enumerable.Range(0, parties)
                      from account in Enumerable.Range(0, accounts)
                      select new GenesisAccount(Trader(party, account), $"party-{party}", SponsorOf(party));
        GenesisAccount[] all = [new(Bank, "bank", Alpha), .. traders];
        return new GenesisState
        {
            ChainId = ChainId,
            ChainHash = Chain,
            TimestampMs = Start,
            Members =
            [
                new("alpha", Alpha), new("beta", Beta),
                .. large ? [new GenesisMember("gamma", Gamma), new GenesisMember("delta", Delta)]
                    : Array.Empty<GenesisMember>(),
                .. Enumerable.Range(0, judges).Select(i => new GenesisMember($"judge-{i}", Key(20 + i))),
            ],
            Validators = [.. Validators.Select((key, i) => new GenesisValidator(
                $"validator-{i}", new PublicKey(key.Bytes), i % 2 == 0 ? Alpha : Beta))],
            Parameters = parameters ?? Quick,
            Accounts = all,
            Assets = [new(Money, 2, Bank, [.. all.Select(a => new GenesisBalance(a.Account, money))])],
            Grades = [Grade()],
            Regions = [Region()],
            Products = [product ?? Product()],
        };
    }

    public static Market Open(
        int parties = 4, int accounts = 2, ulong money = 1_000_000, CreateProduct? product = null,
        bool large = false, int judges = 0, IReadOnlyDictionary<ChainParameter, ulong>? parameters = null) =>
        new(LedgerState.FromGenesis(Genesis(parties, accounts, money, product, large, judges, parameters)));

    public static Market On(LedgerState state) => new(state);

    public Transaction Sign(AccountId account, params Operation[] operations) =>
        SignWith(account, new PublicKey(account.Bytes), operations);

    /// <summary>With whatever key signs for the account now.</summary>
    public Transaction SignNow(AccountId account, params Operation[] operations) =>
        SignWith(account,
            Row<StateRow.Key>(StateKey.Key(account))?.Present ?? new PublicKey(account.Bytes), operations);

    /// <summary>As an account whose present key is another than its id.</summary>
    public Transaction SignWith(AccountId account, PublicKey key, params Operation[] operations)
    {
        nonce += 1;
        var body = new TransactionBody
        {
            ChainId = ChainId,
            Account = Bytes(account),
            ValidUntilMs = State.TimestampMs + 60_000,
            Nonce = nonce,
            Key = key.Bytes == account.Bytes ? ByteString.Empty : ByteString.CopyFrom(key.Bytes.Span),
        };
        body.Operations.AddRange(operations);
        byte[] bytes = body.ToByteArray();
        return new Transaction(TaggedHash.Transaction.Of(bytes), account, body, default, bytes);
    }

    /// <summary>Executes a block one second after the tip.</summary>
    public BlockOutcome Run(params Transaction[] transactions) =>
        RunAt(State.TimestampMs + 1_000, transactions);

    public BlockOutcome RunAt(ulong timestampMs, params Transaction[] transactions)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, State.Height.Value + 1);
        var block = new BlockContext(State.Height.Next, TaggedHash.Block.Of(bytes), State.Tip, timestampMs);
        BlockOutcome outcome = Execution.Apply(State, block, transactions);
        Outcomes.Add(outcome);
        Replays.Check(State, outcome);
        return outcome;
    }

    /// <summary>The status of one operation in a block of its own.</summary>
    public ReceiptStatus Try(AccountId account, params Operation[] operations) =>
        Run(Sign(account, operations)).Receipts[0].Status;

    /// <summary>Attests lots of the product to a party's trader, or fails.</summary>
    public void Attest(int party, int account, ulong lots, ulong slot = Slot) =>
        Require.That(Try(AttestorOf(party), Ops.Attest(Trader(party, account), lots, slot)) == ReceiptStatus.Ok);

    public T? Row<T>(byte[] key) where T : StateRow
    {
        foreach (StateChange row in State.Rows())
            if (row.Key.Span.SequenceEqual(key))
                return (T?)StateRow.Decode(row.Key.Span, row.After!.Value.Span);
        return null;
    }

    public IEnumerable<StateRow> AllRows() =>
        State.Rows().Select(row => StateRow.Decode(row.Key.Span, row.After!.Value.Span)!);

    public StateRow.Balance BalanceOf(AccountId account) =>
        Row<StateRow.Balance>(StateKey.Balance(account, Money)) ?? new StateRow.Balance(account, Money, 0, 0);

    public static ByteString Bytes(AccountId account) => ByteString.CopyFrom(account.Bytes.Span);
}

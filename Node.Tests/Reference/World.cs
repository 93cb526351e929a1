using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>
/// The whole market as plain rows: a second implementation, made from docs/spec alone by someone who has not
/// read the ledger. Whatever can be found by looking at all rows is found so; nothing is indexed.
/// </summary>
internal sealed class World
{
    public required string ChainId { get; init; }
    public required Hash32 ChainHash { get; init; }

    public readonly Table<PartyRow> Parties = new();
    public readonly Table<AccountRow> Accounts = new();
    public readonly Table<AssetRow> Assets = new();
    public readonly Table<TotalsRow> Totals = new();
    public readonly Table<ProductRow> Products = new();
    public readonly Table<BalanceRow> Balances = new();
    public readonly Table<CapacityRow> Capacities = new();
    public readonly Table<InstrumentRow> Instruments = new();
    public readonly Table<OrderRow> Orders = new();
    public readonly Table<LeaseRow> Leases = new();
    public readonly Table<OrderIdsRow> OrderIds = new();
    public readonly Table<MemberRow> Members = new();
    public readonly Table<RoleRow> Roles = new();
    public readonly Table<ProposalRow> Proposals = new();
    public readonly Table<FreezeRow> Freezes = new();
    public readonly Table<KeyRow> Keys = new();
    public readonly Table<ParameterRow> Parameters = new();
    public readonly Table<GradeRow> Grades = new();
    public readonly Table<RegionRow> Regions = new();
    public readonly Table<StreamRow> Streams = new();
    public readonly Table<ClockRow> Clock = new();
    public readonly Table<PendingRow> Pendings = new();
    public readonly Table<HandoverRow> Handovers = new();
    public readonly Table<DisputeRow> Disputes = new();
    public readonly Table<BallotRow> Ballots = new();
    public readonly Table<BundleRow> Bundles = new();
    public readonly Table<RequestRow> Requests = new();
    public readonly Table<QuotationRow> Quotations = new();
    public readonly Table<TransferRow> Transfers = new();
    public readonly Table<ReputationRow> Reputations = new();
    public readonly Table<PairRow> Pairs = new();
    public readonly Table<ValidatorRow> Validators = new();
    public readonly Table<OffenceRow> Offences = new();

    /// <summary>A rule broken on purpose, to see that the comparison notices.</summary>
    public Planted Planted { get; init; }

    /// <summary>What has happened; no part of the state.</summary>
    public Census Census { get; } = new();

    // The block that runs, or the last one.
    public ulong NowMs { get; set; }
    public ulong ParentMs { get; set; }
    public ulong Height { get; set; }
    public Hash32 ParentDigest { get; set; }
    public ulong LiveBefore { get; set; }

    /// <summary>The first run of due work reached its cap (L-15).</summary>
    public bool WorkWaits { get; set; }

    public ulong Live => Clock.All.SingleOrDefault()?.LiveMs ?? 0;

    public Table[] Tables =>
    [
        Parties, Accounts, Assets, Totals, Products, Balances, Capacities, Instruments, Orders, Leases,
        OrderIds, Members, Roles, Proposals, Freezes, Keys, Parameters, Grades, Regions, Streams, Clock,
        Pendings, Handovers, Disputes, Ballots, Bundles, Reputations, Pairs, Requests, Quotations,
        Transfers, Validators, Offences,
    ];

    public IEnumerable<Row> Rows => Tables.SelectMany(table => table.Rows);

    public object[] Save() => [.. Tables.Select(table => table.Save())];

    public void Restore(object[] saved)
    {
        Table[] tables = Tables;
        for (int i = 0; i < tables.Length; i += 1) tables[i].Restore(saved[i]);
    }

    public ulong Parameter(ChainParameter parameter) =>
        Parameters.Find(ParameterRow.KeyOf(parameter))?.Amount ?? ParameterTable.Of(parameter)!.Default;

    /// <summary>Of the genesis (M-140).</summary>
    public ulong GraceMs => Parameter(ChainParameter.GraceMs);

    public string PartyOf(AccountId account) => Accounts.Find(AccountRow.KeyOf(account))!.Party;

    public CreateProduct Terms(string product) => Products.Find(ProductRow.KeyOf(product))!.Terms;

    public bool IsMember(AccountId account) =>
        Members.Find(MemberRow.KeyOf(account)) is { IsMember: true };

    /// <summary>32 bytes, else INVALID_KEY.</summary>
    public static AccountId ToAccount(ByteString bytes)
    {
        Demand(bytes.Length == Hash32.Size, ReceiptStatus.InvalidKey);
        return new AccountId(new Hash32(bytes.Span));
    }

    /// <summary>An account that exists, else UNKNOWN_ACCOUNT.</summary>
    public AccountId Existing(AccountId account)
    {
        Demand(Accounts.Find(AccountRow.KeyOf(account)) is not null, ReceiptStatus.UnknownAccount);
        return account;
    }

    /// <summary>M-101.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= 64
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-');

    /// <summary>M-101.</summary>
    public static bool IsSymbol(string symbol) => symbol.Length is >= 1 and <= 12
        && symbol.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9'));

    public static UInt128 CeilingOf(UInt128 number, UInt128 by) => number / by + (number % by > 0 ? 1u : 0u);
}

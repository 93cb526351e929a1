using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>All rows of the state and their indexes. They move as one: through the change log.</summary>
internal sealed class LedgerTables
{
    private readonly Table[] all;

    public LedgerTables()
    {
        Due = new DueIndex(IdOf);
        LiveDue = new DueIndex(IdOf);
        Draws = new DueIndex(IdOf);
        Parties = new PartyTable(Log);
        Accounts = new AccountTable(Log, Parties);
        Assets = new AssetTable(Log, Accounts);
        Totals = new TotalsTable(Log, Assets);
        Products = new ProductTable(Log, Assets);
        Balances = new BalanceTable(Log, Accounts, Assets, Journal);
        Capacity = new CapacityTable(Log, Accounts, Products, Due);
        Instruments = new InstrumentTable(Log, Parties, Products, Due);
        Orders = new OrderTable(Log, Accounts, Products, Due);
        Leases = new LeaseTable(Log, Accounts, Products, Due, LiveDue);
        OrderIds = new OrderIdTable(Log, Accounts);
        Members = new MemberTable(Log);
        Roles = new RoleTable(Log, Accounts);
        Proposals = new ProposalTable(Log, Due);
        Freezes = new FreezeTable(Log, Accounts, Due);
        Keys = new KeyTable(Log, Accounts);
        Parameters = new ParameterTable(Log);
        Grades = new GradeTable(Log);
        Regions = new RegionTable(Log);
        Bundles = new BundleTable(Log, Accounts, Products, Due);
        Streams = new StreamTable(Log, Accounts, Assets, Due);
        Clock = new ClockTable(Log);
        PendingReceipts = new PendingReceiptTable(Log);
        Handovers = new HandoverTable(Log);
        Disputes = new DisputeTable(Log, Draws, LiveDue);
        Ballots = new BallotTable(Log);
        Reputations = new ReputationTable(Log, Parties);
        Pairs = new PairTable(Log, Parties);
        Requests = new RequestTable(Log, Accounts, Products, LiveDue);
        Quotations = new QuotationTable(Log, Accounts, Products);
        Transfers = new TransferTable(Log, Accounts);
        Validators = new ValidatorTable(Log);
        Offences = new OffenceTable(Log);
        all =
        [
            Parties, Accounts, Assets, Totals, Products, Balances, Capacity, Instruments, Orders, Leases,
            OrderIds, Members, Roles, Proposals, Freezes, Keys, Parameters, Grades, Regions, Streams, Clock,
            PendingReceipts, Handovers, Bundles, Disputes,
            Ballots, Reputations, Pairs, Requests, Quotations, Transfers, Validators,
            Offences,
        ];
    }

    public ChangeLog Log { get; } = new();
    public Journal Journal { get; } = new();

    /// <summary>In Unix time.</summary>
    public DueIndex Due { get; }

    /// <summary>In live time (L-14).</summary>
    public DueIndex LiveDue { get; }

    /// <summary>Panels to be drawn, by height (M-733).</summary>
    public DueIndex Draws { get; }

    public PartyTable Parties { get; }
    public AccountTable Accounts { get; }
    public AssetTable Assets { get; }
    public TotalsTable Totals { get; }
    public ProductTable Products { get; }
    public BalanceTable Balances { get; }
    public CapacityTable Capacity { get; }
    public InstrumentTable Instruments { get; }
    public OrderTable Orders { get; }
    public LeaseTable Leases { get; }
    public OrderIdTable OrderIds { get; }
    public MemberTable Members { get; }
    public RoleTable Roles { get; }
    public ProposalTable Proposals { get; }
    public FreezeTable Freezes { get; }
    public KeyTable Keys { get; }
    public ParameterTable Parameters { get; }
    public GradeTable Grades { get; }
    public RegionTable Regions { get; }
    public BundleTable Bundles { get; }
    public StreamTable Streams { get; }
    public ClockTable Clock { get; }
    public PendingReceiptTable PendingReceipts { get; }
    public HandoverTable Handovers { get; }
    public DisputeTable Disputes { get; }
    public BallotTable Ballots { get; }
    public ReputationTable Reputations { get; }
    public PairTable Pairs { get; }
    public RequestTable Requests { get; }
    public QuotationTable Quotations { get; }
    public TransferTable Transfers { get; }
    public ValidatorTable Validators { get; }
    public OffenceTable Offences { get; }

    public StateChange[] Changes()
    {
        var writer = new ChangeWriter();
        foreach (Table table in all) table.WriteChanges(writer);
        return writer.Take();
    }

    /// <summary>Every row there is, so many at once: of a large state all are more than fits in memory.</summary>
    public IEnumerable<StateChange[]> AllRows(int atOnce)
    {
        var writer = new ChangeWriter();
        foreach (Table table in all)
            foreach (int slot in table.AllSlots)
            {
                table.WriteSlot(slot, writer);
                if (writer.Count == atOnce) yield return writer.Take();
            }
        if (writer.Count > 0) yield return writer.Take();
    }

    public IEnumerable<MemoryUse> Memory() =>
    [
        Parties.Memory("parties"), Accounts.Memory("accounts"), Assets.Memory("assets"),
        Totals.Memory("totals"), Products.Memory("products"), Balances.Memory("balances"),
        Capacity.Memory("capacity"), Instruments.Memory("instruments"), Orders.Memory("orders"),
        Leases.Memory("leases"), Bundles.Memory("bundles"), Due.Memory(),
    ];

    /// <summary>What orders work of one instant: the same on every replica, as the slot is not.</summary>
    private Hash32 IdOf(DueKind kind, int slot) => kind switch
    {
        DueKind.BookClose => Instruments[slot].Id,
        DueKind.CapacityExpiry => Capacity.IdOf(slot),
        DueKind.OrderEnd => Orders.IdOf(slot),
        DueKind.Proposal => Proposals.IdOf(slot),
        DueKind.FreezeOrders or DueKind.FreezeLapse => Freezes.IdOf(slot),
        DueKind.BundleEnd => Bundles.IdOf(slot),
        DueKind.LeaseStart or DueKind.LeaseEnd or DueKind.SpotWake or DueKind.Handover
            or DueKind.Acknowledge or DueKind.Challenge or DueKind.Receipt => Leases.KeyOf(slot),
        DueKind.StreamDry or DueKind.StreamClose => Streams.IdOf(slot),
        DueKind.PanelDrawing or DueKind.Commitments or DueKind.Reveals => Disputes.KeyOf(slot),
        DueKind.QuoteCommitments or DueKind.QuoteReveals => Requests.IdOf(slot),
        _ => throw new BrokenInvariantException("unknown kind of due work"),
    };

    /// <summary>
    /// Where <see cref="RollBack"/> leads back to: rows, and what was journaled beside them.
    /// </summary>
    public (int Log, Journal.Position Journal) Mark => (Log.Mark, Journal.Mark);

    public void RollBack((int Log, Journal.Position Journal) mark)
    {
        Log.RollBack(mark.Log);
        Journal.RollBack(mark.Journal);
    }

    public BlockUndo Detach() => Log.Detach(all);

    /// <summary>What is loaded is never undone: what would serve that is dropped now and then.</summary>
    public void KeepLoaded()
    {
        const int AtOnce = 1 << 14;
        if (Log.Mark < AtOnce) return;
        Detach();
        Journal.Detach();
    }

    public void Undo(BlockUndo undo) => Log.Undo(undo, all);

    /// <summary>Changes what the ledger itself holds of an asset.</summary>
    public void Hold(int asset, Int128 escrow = default, Int128 pools = default, Int128 fees = default)
    {
        int slot = Totals.Find(asset);
        TotalsRow row = Totals[slot];
        Totals.Update(slot, row with
        {
            Escrow = (ulong)(row.Escrow + escrow),
            Pools = (ulong)(row.Pools + pools),
            Fees = (ulong)(row.Fees + fees),
        });
    }
}

using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>All rows of the state and their indexes. They move as one: through the change log.</summary>
internal sealed class LedgerTables
{
    private readonly Table[] all;

    public LedgerTables()
    {
        Due = new DueIndex(IdOf);
        Parties = new PartyTable(Log);
        Accounts = new AccountTable(Log, Parties);
        Assets = new AssetTable(Log, Accounts);
        Totals = new TotalsTable(Log, Assets);
        Products = new ProductTable(Log, Assets);
        Balances = new BalanceTable(Log, Accounts, Assets);
        Capacity = new CapacityTable(Log, Accounts, Products, Due);
        Instruments = new InstrumentTable(Log, Parties, Products, Due);
        Orders = new OrderTable(Log, Accounts, Products, Due);
        Leases = new LeaseTable(Log, Accounts, Products, Due);
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
        all =
        [
            Parties, Accounts, Assets, Totals, Products, Balances, Capacity, Instruments, Orders, Leases,
            OrderIds, Members, Roles, Proposals, Freezes, Keys, Parameters, Grades, Regions, Bundles,
        ];
    }

    public ChangeLog Log { get; } = new();
    public DueIndex Due { get; }
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

    public StateChange[] Changes()
    {
        var writer = new ChangeWriter();
        foreach (Table table in all) table.WriteChanges(writer);
        return writer.ToArray();
    }

    public StateChange[] AllRows()
    {
        var writer = new ChangeWriter();
        foreach (Table table in all) table.WriteAll(writer);
        return writer.ToArray();
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
        DueKind.LeaseStart or DueKind.LeaseEnd => Leases.KeyOf(slot),
        DueKind.OrderEnd => Orders.IdOf(slot),
        DueKind.Proposal => Proposals.IdOf(slot),
        DueKind.FreezeOrders or DueKind.FreezeLapse => Freezes.IdOf(slot),
        DueKind.BundleEnd => Bundles.IdOf(slot),
        _ => throw new BrokenInvariantException("unknown kind of due work"),
    };

    public BlockUndo Detach() => Log.Detach(all);

    public void Undo(BlockUndo undo) => Log.Undo(undo, all);

    /// <summary>Adds to escrow and fees of an asset.</summary>
    public void Collect(int asset, ulong escrow, ulong fees)
    {
        int slot = Totals.Find(asset);
        TotalsRow row = Totals[slot];
        Totals.Update(slot, row with { Escrow = row.Escrow + escrow, Fees = row.Fees + fees });
    }

    /// <summary>Takes from the escrow of an asset.</summary>
    public void Release(int asset, ulong escrow)
    {
        int slot = Totals.Find(asset);
        TotalsRow row = Totals[slot];
        Totals.Update(slot, row with { Escrow = row.Escrow - escrow });
    }
}

using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// Puts stored rows back into the tables, smaller kinds first, so that every reference is there
/// before its use.
/// </summary>
internal sealed class RowLoader(LedgerTables tables)
{
    private RowKind last = RowKind.None;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        StateRow row = StateRow.Decode(key, value)
            ?? throw new StateCorruptException($"row {Convert.ToHexStringLower(key)} does not decode");
        var kind = (RowKind)key[0];
        if (kind < last)
            throw new StateCorruptException($"row {Convert.ToHexStringLower(key)} is out of order");
        last = kind;
        try
        {
            Insert(row);
            tables.KeepLoaded();
        }
        catch (Exception e) when (e is ArgumentException or BrokenInvariantException or OverflowException)
        {
            throw new StateCorruptException($"row {Convert.ToHexStringLower(key)} contradicts the others", e);
        }
    }

    private void Insert(StateRow row)
    {
        switch (row)
        {
            case StateRow.Party r:
                tables.Parties.Insert(r.Name, new PartyRow(r.Sponsor));
                break;
            case StateRow.Account r:
                tables.Accounts.Insert(r.Id, new AccountRow(Known(tables.Parties, r.PartyName)));
                break;
            case StateRow.Asset r:
                tables.Assets.Insert(r.Symbol, new AssetRow(r.Decimals, Known(tables.Accounts, r.Issuer)));
                break;
            case StateRow.Totals r:
                tables.Totals.Insert(
                    Known(tables.Assets, r.Symbol), new TotalsRow(r.Minted, r.Burnt, r.Escrow, r.Pools,
                        r.Fees));
                break;
            case StateRow.Product r:
                tables.Products.Insert(r.Name, ProductOf(r));
                break;
            case StateRow.Balance r:
                tables.Balances.Insert(
                    new BalanceKey(Known(tables.Accounts, r.Owner), Known(tables.Assets, r.Symbol)),
                    new BalanceRow(r.Available, r.Locked));
                break;
            case StateRow.Capacity r:
                tables.Capacity.Insert(
                    new CapacityKey(
                        Known(tables.Accounts, r.Provider), InstrumentOf(r.ProductName, r.Delivery, r.Slot)),
                    new CapacityRow(
                        Known(tables.Accounts, r.Attestor), r.Attested, r.Offered, r.Sold, r.UntilMs));
                break;
            case StateRow.Instrument r:
                InsertInstrument(r);
                break;
            case StateRow.Order r:
                InstrumentKey trades = InstrumentOf(r.ProductName, r.Delivery, r.Slot);
                tables.Orders.Insert(
                    new OrderKey(Known(tables.Accounts, r.Owner), r.ClientOrderId),
                    new OrderRow(
                        Known(tables.Instruments, trades), trades, r.Side, r.TimeInForce, r.Lots, r.Remaining,
                        r.Limit, r.CollateralPerLot, r.EnteredMs, r.Conditions));
                break;
            case StateRow.Lease r:
                tables.Leases.Insert(r.Id, LeaseOf(r));
                break;
            case StateRow.OrderIds r:
                tables.OrderIds.Insert(
                    Known(tables.Accounts, r.Owner), new OrderIdRow(r.Highest, r.Near, r.Far));
                break;
            case StateRow.Grade r:
                tables.Grades.Insert(
                    r.Name, new GradeRow(r.Terms.Class, new Hash32(r.Terms.Document.Span), r.Terms.Note));
                break;
            case StateRow.Region r:
                tables.Regions.Insert(
                    r.Name, new RegionRow(new Hash32(r.Terms.Document.Span), r.Terms.Note));
                break;
            case StateRow.Bundle r:
                tables.Bundles.Insert(
                    new OrderKey(Known(tables.Accounts, r.Owner), r.ClientOrderId), BundleOf(r));
                break;
            default:
                InsertGovernance(row);
                break;
        }
    }

    private void InsertGovernance(StateRow row)
    {
        switch (row)
        {
            case StateRow.Member r:
                tables.Members.Insert(r.Id, new MemberRow(r.Number, r.LastProposal, r.Successor));
                break;
            case StateRow.Role r:
                tables.Roles.Insert(
                    new RoleKey(Known(tables.Accounts, r.Holder), r.Kind), new RoleRow(r.Appointer));
                break;
            case StateRow.Proposal r:
                tables.Proposals.Insert(new ProposalKey(r.Proposer, r.Number), new ProposalRow(
                    r.State, r.ExpiresMs, r.AtMs, r.Approvals, r.Rejections, r.Reason, r.Action));
                break;
            case StateRow.Freeze r:
                tables.Freezes.Insert(
                    Known(tables.Accounts, r.Frozen), new FreezeRow(r.UntilMs, r.OrdersSinceMs));
                break;
            case StateRow.Key r:
                tables.Keys.Insert(Known(tables.Accounts, r.Owner), new KeyRow(r.Present, r.Rotations));
                break;
            case StateRow.Parameter r:
                Require.That(ParameterRule.Of(r.Of) is not null);
                tables.Parameters.Insert((byte)r.Of, new ParameterRow(r.Value));
                break;
            default:
                InsertAfterTrade(row);
                break;
        }
    }

    /// <summary>What follows leases once they are traded.</summary>
    private void InsertAfterTrade(StateRow row)
    {
        switch (row)
        {
            case StateRow.Stream r:
                tables.Streams.Insert(
                    new StreamKey(Known(tables.Accounts, r.Owner), Known(tables.Assets, r.Symbol)),
                    new StreamRow(r.Funds, r.Pool, r.Rate, r.SettledMs, r.Remainder, r.Leases, r.DryMs,
                        r.ClosesMs));
                break;
            case StateRow.Clock r:
                tables.Clock.Insert(0, new ClockRow(r.LiveMs));
                break;
            case StateRow.PendingReceipt r:
                Known(tables.Leases, r.LeaseId);
                tables.PendingReceipts.Insert(
                    r.LeaseId, new PendingReceiptRow(r.ThroughMs, r.Delivered, r.Evidence));
                break;
            case StateRow.Handover r:
                Known(tables.Leases, r.LeaseId);
                tables.Handovers.Insert(r.LeaseId, new HandoverRow(r.Credentials, r.Height));
                break;
            default:
                InsertDisputesAndQuotations(row);
                break;
        }
    }

    private void InsertDisputesAndQuotations(StateRow row)
    {
        switch (row)
        {
            case StateRow.Dispute r:
                Known(tables.Leases, r.LeaseId);
                tables.Disputes.Insert(r.Id, new DisputeRow(
                    r.LeaseId, r.Receipt, r.Phase, r.Round, r.SinceHeight, r.DeadlineMs, r.Sponsors, r.Panel,
                    r.Contested, r.TenantBond, r.ProviderBond, r.Claimed, r.Stated, r.DisclosedKey));
                break;
            case StateRow.Ballot r:
                Known(tables.Disputes, r.DisputeId);
                tables.Ballots.Insert(
                    new BallotKey(r.DisputeId, r.MemberNumber), new BallotRow(r.Commitment, r.Verdict));
                break;
            case StateRow.Reputation r:
                tables.Reputations.Insert(
                    Known(tables.Parties, r.PartyName),
                    new ReputationRow(r.SinceMs, r.AsProvider, r.AsTenant));
                break;
            case StateRow.Pair r:
                tables.Pairs.Insert(
                    new PairKey(Known(tables.Parties, r.Low), Known(tables.Parties, r.High)),
                    new PairRow(r.SinceMs, r.Leases));
                break;
            case StateRow.Request r:
                tables.Requests.Insert(
                    new OrderKey(Known(tables.Accounts, r.Tenant), r.ClientOrderId), RequestOf(r));
                break;
            case StateRow.Quotation r:
                tables.Quotations.Insert(QuotationKeyOf(r), new QuotationRow(
                    InstrumentOf(r.ProductName, r.Delivery, r.Slot), r.Commitment, r.CollateralPerLot, r.Bond,
                    r.Revealed, r.Price, r.Offer));
                break;
            case StateRow.Transfer r:
                Known(tables.Leases, r.LeaseId);
                tables.Transfers.Insert(r.LeaseId, new TransferRow(
                    Known(tables.Accounts, r.Taker), r.Lots, r.Price, r.Reserve, r.DeliveryKey));
                break;
            default:
                InsertValidators(row);
                break;
        }
    }

    private void InsertValidators(StateRow row)
    {
        switch (row)
        {
            case StateRow.Validator r:
                Known(tables.Members, r.RunBy);
                tables.Validators.Insert(r.Number, new ValidatorRow(r.VotingKey, r.RunBy, r.Name));
                break;
            case StateRow.Offence r:
                Known(tables.Validators, r.Number);
                Known(tables.Accounts, r.Reporter);
                tables.Offences.Insert(r.Number, new OffenceRow(r.Reporter, r.Height, r.Proof));
                break;
            default:
                throw new BrokenInvariantException($"no table for {row.GetType().Name}");
        }
    }

    private BundleRow BundleOf(StateRow.Bundle r) => new(
        [.. r.Legs.Select(leg => new Leg(InstrumentOf(leg.ProductName, r.Delivery, leg.Slot), leg.Lots))],
        r.Limit, r.TimeInForce, r.Locked, r.EnteredMs, r.ExpiresMs, r.AgedMs, r.Failures, r.DeliveryKey);

    private RequestRow RequestOf(StateRow.Request r) => new(
        [.. r.Instruments.Select(one => InstrumentOf(one.ProductName, r.Delivery, one.Slot))],
        r.Lots, r.Reserve, r.Locked, r.OpenedMs, r.Phase, r.DeadlineMs, r.DeliveryKey);

    private QuotationKey QuotationKeyOf(StateRow.Quotation r)
    {
        var request = new OrderKey(Known(tables.Accounts, r.Tenant), r.ClientOrderId);
        Known(tables.Requests, request);
        return new QuotationKey(request, Known(tables.Accounts, r.Provider));
    }

    private LeaseRow LeaseOf(StateRow.Lease r) => new(
        InstrumentOf(r.ProductName, r.Delivery, r.Slot), Known(tables.Accounts, r.Provider),
        Known(tables.Accounts, r.Tenant), r.Lots, r.Price, r.Escrow, r.Collateral, r.State, r.TradedHeight)
    {
        Marks = LeaseMarks.Of(r.Group, r.DeliveryKey, r.Splits),
        CollateralAtTrade = r.Service.CollateralAtTrade,
        Fee = r.Service.Fee,
        Reserve = r.Service.Reserve,
        PostedMs = r.Service.PostedMs,
        Postings = r.Service.Postings,
        Acknowledged = r.Service.Acknowledged,
        HasPending = r.Service.HasPending,
        TenantEnds = r.Service.TenantEnds,
        Disputed = r.Service.Disputed,
        Receipts = r.Service.Receipts,
        ThroughMs = r.Service.ThroughMs,
        Delivered = r.Service.Delivered,
        PeriodMs = r.Service.PeriodMs,
        WakeMs = r.Service.WakeMs,
        EndMs = r.Service.EndMs,
        WindowMs = r.Service.WindowMs,
        WindowToMs = r.Service.WindowToMs,
    };

    private void InsertInstrument(StateRow.Instrument r)
    {
        InstrumentKey key = InstrumentOf(r.ProductName, r.Delivery, r.Slot);
        tables.Instruments.Insert(key, new InstrumentRow(
            tables.Instruments.IdOf(key), r.Reference, r.LastPrice, r.Minute, r.MinuteLots, r.MinuteNotional,
            PartyOf(r.PartyA), PartyOf(r.PartyB), PartyOf(r.PartyC), r.TouchedMs));
    }

    private ProductRow ProductOf(StateRow.Product r) => new(
        r.Terms.Class, r.Terms.Grade, r.Terms.Region, r.Terms.Unit, r.Terms.LotSize, r.Terms.MinOrderLots,
        r.Terms.Tick, Known(tables.Assets, r.Terms.Asset), r.Terms.SlotMs, r.Terms.LeadMs,
        r.Terms.CollateralPerLot, r.Terms.ListingPrice, r.Terms.FeeBps,
        r.Terms.SpotListingPrice, r.Terms.NoticeMs, r.Terms.RekeyFee);

    private InstrumentKey InstrumentOf(string product, Delivery delivery, ulong slot)
    {
        Require.That(delivery == Delivery.Slot || (delivery == Delivery.Spot && slot == 0));
        return new InstrumentKey(Known(tables.Products, product), delivery, slot);
    }

    private int PartyOf(string name) => name.Length == 0 ? 0 : Known(tables.Parties, name) + 1;

    private static int Known<TKey, TRow>(Table<TKey, TRow> table, TKey key)
        where TKey : notnull, IEquatable<TKey>
        where TRow : struct
    {
        int slot = table.Find(key);
        Require.That(slot >= 0);
        return slot;
    }
}

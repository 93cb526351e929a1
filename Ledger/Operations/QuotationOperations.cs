using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Requests for quotation: by tenants, and by providers that quote (M-541 to M-545).</summary>
/// <param name="chain">Hash of the genesis document; every commitment names it.</param>
internal sealed class QuotationOperations(LedgerTables tables, Hash32 chain)
{
    /// <summary>A bond is a tenth of what the reserve comes to.</summary>
    private const ulong BondShare = 10;

    private readonly RequestForm form = new(tables);
    private readonly OrderLock locks = new(tables);
    private readonly LeaseRoom room = new(tables);
    private readonly Windows windows = new(tables);

    public ReceiptStatus Open(int account, RequestQuotes request, in BlockContext block)
    {
        ReceiptStatus status = form.Read(request, block.TimestampMs, out RequestRow row);
        if (status != ReceiptStatus.Ok) return status;
        var key = new OrderKey(account, request.ClientOrderId);
        int open = tables.Requests.Find(key);
        if (open >= 0)
            return tables.Requests[open].IsSameAs(row) ? ReceiptStatus.Ok : ReceiptStatus.OrderIdTaken;
        if (tables.OrderIds.IsUsed(account, request.ClientOrderId)) return ReceiptStatus.OrderIdUsed;
        status = SlotWindow.Check(tables, row.Instruments, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;
        if (tables.Requests.OfAccount(account).Length >= Limits.RequestsPerAccount)
            return ReceiptStatus.TooManyOrders;
        int asset = tables.Requests.AssetOf(row);
        if (row.IsSpot && !room.Fits(new StreamKey(account, asset), more: 1))
            return ReceiptStatus.TooManyLeases;
        if (form.LockOf(row) is not { } locked) return ReceiptStatus.Overflow;
        if (!tables.Balances.TryLock(account, asset, locked)) return ReceiptStatus.InsufficientBalance;
        tables.Requests.Insert(key, row with
        {
            Locked = locked,
            DeadlineMs = windows.EndOf(ChainParameter.CommitMs),
        });
        tables.OrderIds.Use(account, request.ClientOrderId);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Cancel(int account, CancelRequest cancel)
    {
        int request = tables.Requests.Find(new OrderKey(account, cancel.ClientOrderId));
        if (request < 0) return ReceiptStatus.UnknownRequest;
        if (tables.Quotations.Of(tables.Requests.KeyOf(request)).Length > 0)
            return ReceiptStatus.HasQuotations;
        RequestRow row = tables.Requests[request];
        tables.Balances.Unlock(account, tables.Requests.AssetOf(row), row.Locked, spent: 0);
        tables.Requests.Delete(request);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Commit(int account, CommitQuote commit, in BlockContext block)
    {
        ReceiptStatus status = Find(commit.Tenant, commit.ClientOrderId, out int request);
        if (status != ReceiptStatus.Ok) return status;
        if (!Hash32.TryRead(commit.Commitment.Span, out Hash32 commitment))
            return ReceiptStatus.InvalidParameter;
        status = InstrumentForm.Read(tables, commit.Instrument, out InstrumentKey instrument);
        if (status != ReceiptStatus.Ok) return status;
        RequestRow row = tables.Requests[request];
        if (!row.Instruments.AsSpan().Contains(instrument)) return ReceiptStatus.NotAcceptable;
        var key = new QuotationKey(tables.Requests.KeyOf(request), account);
        if (tables.Quotations.Find(key) is >= 0 and var own)
            return tables.Quotations[own] is var had && had.Trades == instrument
                && had.Commitment == commitment ? ReceiptStatus.Ok : ReceiptStatus.AlreadyQuoted;
        status = CheckAdmission(key, row, instrument, block);
        return status == ReceiptStatus.Ok
            ? Quote(key, row, new QuotationRow { Trades = instrument, Commitment = commitment }, block)
            : status;
    }

    public ReceiptStatus Reveal(int account, RevealQuote reveal)
    {
        ReceiptStatus status = Find(reveal.Tenant, reveal.ClientOrderId, out int request);
        if (status != ReceiptStatus.Ok) return status;
        if (!Hash32.TryRead(reveal.Salt.Span, out Hash32 salt)
            || !Hash32.TryRead(reveal.OfferHash.Span, out Hash32 offer))
            return ReceiptStatus.InvalidParameter;
        if (tables.Requests[request].Phase != RequestPhase.Revealing) return ReceiptStatus.WrongPhase;
        OrderKey asked = tables.Requests.KeyOf(request);
        int quotation = tables.Quotations.Find(new QuotationKey(asked, account));
        if (quotation < 0) return ReceiptStatus.WrongReveal;
        QuotationRow row = tables.Quotations[quotation];
        Hash32 commitment = QuoteHashes.OfQuote(chain, tables.Accounts.KeyOf(asked.Account),
            asked.ClientOrderId, tables.Accounts.KeyOf(account), reveal.Price, salt, offer);
        if (row.Commitment != commitment) return ReceiptStatus.WrongReveal;
        if (!row.Revealed)
            tables.Quotations.Update(
                quotation, row with { Revealed = true, Price = reveal.Price, Offer = offer });
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Find(ByteString tenant, ulong number, out int request)
    {
        request = -1;
        if (!Hash32.TryRead(tenant.Span, out Hash32 id)) return ReceiptStatus.InvalidKey;
        int account = tables.Accounts.Find(new AccountId(id));
        if (account >= 0) request = tables.Requests.Find(new OrderKey(account, number));
        return request < 0 ? ReceiptStatus.UnknownRequest : ReceiptStatus.Ok;
    }

    /// <summary>Who may commit, and when (M-542).</summary>
    private ReceiptStatus CheckAdmission(
        QuotationKey key, in RequestRow row, InstrumentKey instrument, in BlockContext block)
    {
        int tenant = key.Request.Account, party = tables.Accounts[key.Provider].Party;
        if (row.Phase != RequestPhase.Committing) return ReceiptStatus.WrongPhase;
        if (party == tables.Accounts[tenant].Party) return ReceiptStatus.SameParty;
        if (tables.Freezes.IsFrozen(tenant, block.TimestampMs)) return ReceiptStatus.AccountFrozen;
        ReadOnlySpan<int> quotations = tables.Quotations.Of(key.Request);
        foreach (int other in quotations)
            if (tables.Accounts[tables.Quotations.KeyOf(other).Provider].Party == party)
                return ReceiptStatus.AlreadyQuoted;
        if (quotations.Length >= Limits.QuotationsPerRequest) return ReceiptStatus.TooManyQuotations;
        return SlotWindow.Check(tables.Products[instrument.Product], instrument, block.TimestampMs);
    }

    /// <summary>Locks lots, collateral and bond, and takes the commitment in.</summary>
    private ReceiptStatus Quote(
        QuotationKey key, in RequestRow asked, in QuotationRow sealedPrice, in BlockContext block)
    {
        InstrumentKey instrument = sealedPrice.Trades;
        ProductRow product = tables.Products[instrument.Product];
        QuotationRow row = sealedPrice with
        {
            CollateralPerLot = product.CollateralAt(
                instrument.Delivery, tables.Instruments.ReferenceOf(instrument, block.TimestampMs)),
            Bond = BondOf(asked, product),
        };
        ReceiptStatus status = locks.TakeCapacity(new CapacityKey(key.Provider, instrument), asked.Lots,
            (UInt128)asked.Lots * row.CollateralPerLot + row.Bond, block);
        if (status == ReceiptStatus.Ok) tables.Quotations.Insert(key, row);
        return status;
    }

    /// <summary>A tenth of lots · reserve, for SPOT of the minimum charge at it; rounded up.</summary>
    private static ulong BondOf(in RequestRow asked, in ProductRow product)
    {
        ulong perLot = asked.IsSpot ? ProductRow.ForHours(asked.Reserve, product.NoticeMs) : asked.Reserve;
        return (ulong)(((UInt128)asked.Lots * perLot + BondShare - 1) / BondShare);
    }
}

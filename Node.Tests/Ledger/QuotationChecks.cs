using System.Numerics;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The invariants of requests for quotation, recomputed from rows and events alone.</summary>
internal static class QuotationChecks
{
    /// <summary>What tenants and providers have locked for them.</summary>
    public static IEnumerable<(AccountId Account, string Product, BigInteger Amount)> Owed(RowsView rows)
    {
        foreach (StateRow.Request request in rows.Of<StateRow.Request>())
        {
            BigInteger most = request.Instruments.Max(one => PerLot(rows, request, one.ProductName));
            Assert.That((BigInteger)request.Locked, Is.EqualTo(most * request.Lots));
            yield return (request.Tenant, request.Instruments[0].ProductName, request.Locked);
        }
        foreach (StateRow.Quotation quotation in rows.Of<StateRow.Quotation>())
        {
            StateRow.Request request = RequestOf(rows, quotation);
            ulong notice = rows.Products[quotation.ProductName].NoticeMs;
            BigInteger perLot = quotation.Delivery == Delivery.Slot ? request.Reserve
                : ((BigInteger)request.Reserve * notice + Market.Hour - 1) / Market.Hour;
            Assert.That((BigInteger)quotation.Bond, Is.EqualTo((perLot * request.Lots + 9) / 10));
            yield return (quotation.Provider, quotation.ProductName,
                (BigInteger)quotation.CollateralPerLot * request.Lots + quotation.Bond);
        }
    }

    /// <summary>Lots of a capacity that quotations hold.</summary>
    public static ulong Held(RowsView rows, StateRow.Capacity capacity) => rows.Of<StateRow.Quotation>()
        .Where(one => one.Provider == capacity.Provider
            && (one.ProductName, one.Delivery, one.Slot)
                == (capacity.ProductName, capacity.Delivery, capacity.Slot))
        .Aggregate(0UL, (sum, one) => sum + RequestOf(rows, one).Lots);

    /// <summary>One quotation of a party, none of the tenant's, of what was asked for.</summary>
    public static void Requests(RowsView rows)
    {
        foreach (StateRow.Request request in rows.Of<StateRow.Request>())
        {
            StateRow.Quotation[] own = [.. rows.Of<StateRow.Quotation>().Where(one =>
                (one.Tenant, one.ClientOrderId) == (request.Tenant, request.ClientOrderId))];
            Assert.That(own.Select(one => rows.Parties[one.Provider]).Append(rows.Parties[request.Tenant]),
                Is.Unique);
            Assert.That(own, Has.Length.LessThanOrEqualTo(32));
            Assert.That(own.All(one => request.Instruments.Contains(
                new StateRow.Acceptable(one.ProductName, one.Slot)) && one.Delivery == request.Delivery));
            if (request.Phase == RequestPhase.Committing) Assert.That(own.Any(one => one.Revealed), Is.False);
        }
        foreach (StateRow.Quotation quotation in rows.Of<StateRow.Quotation>()) RequestOf(rows, quotation);
    }

    /// <summary>Who won had the lowest price of those that could, and got what it quoted.</summary>
    public static void Decisions(RowsView before, RowsView after, BlockOutcome outcome)
    {
        foreach (LedgerEvent one in outcome.Events)
        {
            if (one.Kind is not (LedgerEventKind.QuoteWon or LedgerEventKind.RequestWithoutWinner)) continue;
            StateRow.Request request = before.Of<StateRow.Request>().Single(row => row.Id == one.Document);
            StateRow.Quotation[] own = [.. before.Of<StateRow.Quotation>().Where(row =>
                (row.Tenant, row.ClientOrderId) == (request.Tenant, request.ClientOrderId))];
            StateRow.Quotation[] valid = [.. own.Where(row => row.Revealed && row.Price > 0
                && row.Price <= request.Reserve && row.Price % before.Products[row.ProductName].Tick == 0)];
            StateRow.Quotation[] sure = [.. valid.Where(row =>
                IsOpen(before, row, one.EffectiveMs) && !IsFrozen(before, request.Tenant, one.EffectiveMs))];
            Assert.That(after.Of<StateRow.Request>().Any(row => row.Id == one.Document), Is.False);
            foreach (StateRow.Quotation unrevealed in own.Where(row => !row.Revealed))
                Forfeited(unrevealed, outcome, one);
            if (one.Kind == LedgerEventKind.RequestWithoutWinner)
            {
                Assert.That(sure, Is.Empty, "somebody qualified");
                continue;
            }
            StateRow.Quotation won = valid.Single(row => row.Provider == one.Provider);
            (ulong, Hash32) best = Rank(before, won, outcome);
            Assert.That(sure.All(row => best.CompareTo(Rank(before, row, outcome)) <= 0), "the best wins");
            if (after.Of<StateRow.Lease>().SingleOrDefault(row => row.Id == one.Lease) is { } lease)
                Assert.That(
                    (lease.Provider, lease.Tenant, lease.ProductName, lease.Delivery, lease.Slot, lease.Lots,
                        lease.Price, lease.Service.CollateralAtTrade),
                    Is.EqualTo((won.Provider, request.Tenant, won.ProductName, won.Delivery, won.Slot,
                        request.Lots, won.Price, request.Lots * won.CollateralPerLot)));
        }
    }

    /// <summary>Unless its capacity ended before.</summary>
    private static void Forfeited(StateRow.Quotation row, BlockOutcome outcome, LedgerEvent decided)
    {
        bool lost = outcome.Events.Any(one => one.Kind == LedgerEventKind.QuoteNotRevealed
            && one.Document == decided.Document && one.Provider == row.Provider
            && one.Money.Slashed == row.Bond);
        bool over = outcome.Changes.Any(change => change.Kind == RowKind.Capacity && change.After is null
            && StateRow.Decode(change.Key.Span, change.Before!.Value.Span) is StateRow.Capacity capacity
            && capacity.Provider == row.Provider && capacity.Delivery == row.Delivery);
        Assert.That(lost || over, "its bond goes to the tenant");
    }

    private static (ulong, Hash32) Rank(RowsView rows, StateRow.Quotation row, BlockOutcome outcome)
    {
        var number = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(number, row.ClientOrderId);
        return (row.Price, NaiveAuction.Tagged("chain/quote-tie",
            [.. outcome.Block.ParentDigest.ToArray(), .. row.Tenant.Bytes.ToArray(), .. number,
                .. NaiveAuction.Ascii(rows.Parties[row.Provider])]));
    }

    private static bool IsOpen(RowsView rows, StateRow.Quotation row, ulong atMs)
    {
        StateRow.Capacity capacity = rows.Of<StateRow.Capacity>().Single(one => one.Provider == row.Provider
            && (one.ProductName, one.Delivery, one.Slot) == (row.ProductName, row.Delivery, row.Slot));
        ulong to = row.Delivery == Delivery.Spot
            ? capacity.UntilMs : row.Slot * rows.Products[row.ProductName].SlotMs;
        return atMs < to && capacity.Offered + capacity.Sold <= capacity.Attested
            && !IsFrozen(rows, row.Provider, atMs);
    }

    private static bool IsFrozen(RowsView rows, AccountId account, ulong atMs) =>
        rows.Of<StateRow.Freeze>().Any(row => row.Frozen == account && atMs < row.UntilMs);

    private static StateRow.Request RequestOf(RowsView rows, StateRow.Quotation quotation) =>
        rows.Of<StateRow.Request>().Single(request =>
            (request.Tenant, request.ClientOrderId) == (quotation.Tenant, quotation.ClientOrderId));

    private static BigInteger PerLot(RowsView rows, StateRow.Request request, string product)
    {
        BigInteger reserve = request.Reserve;
        CreateProduct terms = rows.Products[product];
        return request.Delivery == Delivery.Slot
            ? reserve + (reserve * terms.FeeBps + 9_999) / 10_000
            : (reserve * (terms.NoticeMs + rows.GraceMs) + Market.Hour - 1) / Market.Hour;
    }
}

using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>
/// Blocks of random transactions from one seed: few prices, few lots and little money, so that rules meet.
/// </summary>
internal sealed class RandomHistory(int seed)
{
    /// <summary>From this seed on periods of SPOT leases are short enough to end within a history.</summary>
    public const int ShortPeriods = 100_000;

    private const int Parties = 4, Accounts = 2;
    private const ulong Money = 20_000;

    private readonly Random random = new(seed);
    private readonly RandomVotes votes = new(seed);
    private readonly Dictionary<AccountId, ulong> lastId = [];
    private readonly RandomDisputes disputes = new(seed);
    private readonly RandomQuotations quotations = new(seed);
    private readonly Random leaseRandom = new(seed + 1_000_000);
    private readonly Random resaleRandom = new(seed + 2_000_000);
    private StateRow.Lease[] leases = [];
    private StateRow.Transfer[] transfers = [];
    private ulong nowMs;

    /// <summary>The state before its first block.</summary>
    public GenesisState Genesis => Market.Genesis(Parties, Accounts, Money, Terms(seed), large: true,
        judges: seed % 8, WindowsOf(seed));

    public Market Market { get; } = Market.Open(Parties, Accounts, Money, Terms(seed), large: true,
        judges: seed % 8, WindowsOf(seed));

    public (ulong TimestampMs, Transaction[] Transactions) NextBlock()
    {
        ulong step = random.Next(8) switch
        {
            0 => 61_000UL,
            1 => 125_000UL,
            2 => (ulong)random.Next(60) * 60_000 + 1,
            _ => (ulong)random.Next(1, 20_000),
        };
        leases = [.. Market.AllRows().OfType<StateRow.Lease>().OrderBy(lease => lease.Id)];
        transfers = [.. Market.AllRows().OfType<StateRow.Transfer>().OrderBy(transfer => transfer.LeaseId)];
        nowMs = Market.State.TimestampMs + step;
        var transactions = new Transaction[random.Next(1, 16)];
        for (int i = 0; i < transactions.Length; i += 1)
        {
            if (random.Next(6) == 0)
            {
                transactions[i] = votes.Next(Market);
                continue;
            }
            if (random.Next(4) == 0 && disputes.Next(Market, leases) is { } contest)
            {
                transactions[i] = votes.Sign(Market, contest.Who, contest.What);
                continue;
            }
            AccountId account = random.Next(12) == 0
                ? Market.AttestorOf(random.Next(2)) : Market.Trader(random.Next(Parties), random.Next(Accounts));
            var operations = new Operation[random.Next(5) == 0 ? random.Next(2, 5) : 1];
            for (int j = 0; j < operations.Length; j += 1) operations[j] = NextOperation(account);
            transactions[i] = votes.Sign(Market, account, operations);
        }
        return (nowMs,
            [.. transactions, .. OfLeases(), .. OfQuotations(), .. OfResale(), .. OfTransfers()]);
    }

    /// <summary>Windows of a block or two on half of the chains: what follows them happens too.</summary>
    private static Dictionary<ChainParameter, ulong> WindowsOf(int seed)
    {
        var parameters = new Dictionary<ChainParameter, ulong>(Market.Quick);
        if (seed % 3 == 0) parameters[ChainParameter.GraceMs] = 1_700_000;
        if (seed >= ShortPeriods) parameters[ChainParameter.SpotPeriodMs] = 60_000;
        if (seed % 2 == 0) return parameters;
        parameters[ChainParameter.WindowFloorMs] = 1_000;
        ChainParameter[] windows =
        [
            ChainParameter.HandoverMs, ChainParameter.AcknowledgeMs, ChainParameter.ChallengeMs,
            ChainParameter.ReceiptMs, ChainParameter.CommitMs, ChainParameter.RevealMs,
        ];
        foreach (ChainParameter window in windows) parameters[window] = 12_000;
        parameters[ChainParameter.CommitMs] = parameters[ChainParameter.RevealMs] = 35_000;
        return parameters;
    }

    private static CreateProduct Terms(int seed)
    {
        CreateProduct product = Market.Product();
        product.MinOrderLots = (ulong)(1 + seed % 3);
        product.FeeBps = (uint)(seed % 4 * 150);
        return product;
    }

    private Operation NextOperation(AccountId account)
    {
        AccountId other = Market.Trader(random.Next(Parties), random.Next(Accounts));
        ulong slot = Market.FirstSlot + (ulong)random.Next(1, 4);
        bool isMember = account == Market.Alpha || account == Market.Beta;
        if (isMember)
            return random.Next(8) == 0
                ? Ops.Admit(Market.Key(random.Next(5_000, 5_004)), $"party-{random.Next(6)}")
                : random.Next(3) == 0
                ? Ops.AttestSpot(other, (ulong)random.Next(0, 60), SpotUntil())
                : random.Next(4) == 0 ? NextRevocation(other, slot)
                : Ops.Attest(other, (ulong)random.Next(0, 60), slot, lastSlot: slot + (ulong)random.Next(3));
        int kind = random.Next(24);
        if (kind == 0) return Ops.Transfer(other, (ulong)random.Next(0, 9_000));
        if (kind == 1) return Ops.Cancel(OldId(account));
        if (kind == 2) return Ops.Attest(other, 50, slot);
        if (kind == 3) return NextMove(slot);
        if (kind == 4 && random.Next(4) == 0)
            return Ops.CancelAll((Side)random.Next(3), random.Next(2) == 0 ? slot : null);
        if (kind is 5 or 6)
            return Ops.Replace(OldId(account), (ulong)random.Next(0, 30), (ulong)random.Next(0, 27) * 5,
                random.Next(4) == 0 ? Market.State.TimestampMs + (ulong)random.Next(1, 600_000) : 0);
        if (random.Next(8) == 0) return NextBundle(account, slot);
        Operation order = NextOrder(account, slot);
        return random.Next(4) == 0 ? Ops.Spot(order) : order;
    }

    private Operation NextBundle(AccountId account, ulong slot)
    {
        ulong lots = (ulong)random.Next(1, 12), limit = (ulong)random.Next(16, 30) * 5;
        ulong id = random.Next(8) == 0 ? OldId(account) : NewId(account);
        if (random.Next(3) == 0) return Ops.Block(id, slot, (ulong)random.Next(0, 4), lots, limit);
        (ulong, ulong)[] legs = [.. Enumerable.Range(0, random.Next(0, 4)).Select(i =>
            (Market.FirstSlot + (ulong)random.Next(1, 5), lots + (ulong)random.Next(3)))];
        Operation operation = Ops.Bundle(id, (ulong)legs.Length * lots * limit, legs);
        PlaceBundle bundle = operation.PlaceBundle;
        if (random.Next(5) == 0) bundle.TimeInForce = TimeInForce.Ioc;
        if (random.Next(5) == 0)
        {
            bundle.TimeInForce = TimeInForce.Gtt;
            bundle.ExpiresMs = Market.State.TimestampMs + (ulong)random.Next(1, 600_000);
        }
        if (random.Next(4) == 0) bundle.DeliveryKey = DisputeOps.DeliveryKey;
        if (legs.Length == 1 && random.Next(2) == 0) Ops.Spot(bundle);
        return operation;
    }

    private Operation NextOrder(AccountId account, ulong slot)
    {
        ulong limit = (ulong)random.Next(14, 27) * 5;
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        ulong lots = (ulong)random.Next(1, 30), id = random.Next(8) == 0 ? OldId(account) : NewId(account);
        Operation operation = Ops.Place(id, side, lots, limit, slot, ioc: random.Next(5) == 0);
        PlaceOrder order = operation.PlaceOrder;
        order.AllOrNone = random.Next(8) == 0;
        order.PostOnly = random.Next(10) == 0;
        if (random.Next(8) == 0) order.MinimumFillLots = (ulong)random.Next(1, (int)lots + 2);
        if (random.Next(12) == 0) order.TimeInForce = TimeInForce.Fok;
        if (side == Side.Buy && random.Next(8) == 0) order.DeliveryKey = DisputeOps.DeliveryKey;
        if (random.Next(6) > 0) return operation;
        order.TimeInForce = TimeInForce.Gtt;
        order.ExpiresMs = Market.State.TimestampMs + (ulong)random.Next(1, 600_000);
        return operation;
    }

    private Operation NextRevocation(AccountId provider, ulong slot)
    {
        ulong lots = (ulong)random.Next(0, 30);
        return random.Next(2) == 0
            ? Ops.Revoke(provider, lots) : Ops.Revoke(provider, lots, slot, slot + (ulong)random.Next(3));
    }

    private Operation NextMove(ulong slot)
    {
        ulong lots = (ulong)random.Next(1, 20), running = Market.State.TimestampMs / Market.Hour;
        return random.Next(2) == 0
            ? Ops.Move(Delivery.Slot, lots, slot, slot + (ulong)random.Next(2))
            : Ops.Move(Delivery.Spot, lots, running, running + (ulong)random.Next(3));
    }

    /// <summary>From a seed of their own, so that the rest of a history is what it is without them.</summary>
    private IEnumerable<Transaction> OfLeases()
    {
        for (int i = leaseRandom.Next(1, 8); i > 0; i -= 1)
        {
            AccountId account = Market.Trader(leaseRandom.Next(Parties), leaseRandom.Next(Accounts));
            if (NextOfLease(account) is { } operation) yield return votes.Sign(Market, account, operation);
        }
    }

    /// <summary>From a seed of their own too.</summary>
    private IEnumerable<Transaction> OfQuotations() =>
        from one in quotations.Next(Market,
            number => Market.Trader(number % Parties, number / Parties % Accounts),
            account => lastId[account] = lastId.GetValueOrDefault(account) + 1)
        select votes.Sign(Market, one.Who, one.What);

    /// <summary>Something that a side of one of its leases would do, mostly at the right time.</summary>
    private Operation? NextOfLease(AccountId account)
    {
        StateRow.Lease[] own = [.. leases.Where(l => l.Provider == account || l.Tenant == account)];
        if (own.Length == 0) return null;
        StateRow.Lease lease = own[leaseRandom.Next(own.Length)];
        if (leaseRandom.Next(12) == 0) return LeaseOps.Notice(lease.Id);
        if (lease.Tenant == account)
            return leaseRandom.Next(4) switch
            {
                0 => LeaseOps.Withdraw((ulong)leaseRandom.Next(0, 300)),
                1 => LeaseOps.Deposit((ulong)leaseRandom.Next(0, 1_500)),
                _ => LeaseOps.Acknowledge(lease.Id),
            };
        LeaseService service = lease.Service;
        if (service.PostedMs == 0 || leaseRandom.Next(10) == 0) return LeaseOps.Post(lease.Id);
        if (leaseRandom.Next(25) == 0) return LeaseOps.Exit(lease.Id);
        ulong latest = lease.State == LeaseState.Ended ? service.PeriodMs : nowMs;
        ulong passed = latest - Math.Min(latest, service.ThroughMs);
        ulong through = service.ThroughMs + (leaseRandom.Next(3) == 0
            ? passed : passed * (ulong)leaseRandom.Next(100) / 100);
        UInt128 most = (UInt128)lease.Lots * (through - service.ThroughMs);
        UInt128 grown = most * (UInt128)leaseRandom.Next(60, 101) / 100;
        return LeaseOps.Deliver(lease.Id, service.Receipts + (leaseRandom.Next(15) == 0 ? 2UL : 1UL), through,
            service.Delivered + grown, leaseRandom.Next(2) == 0 ? lease.Tenant : null);
    }

    /// <summary>What tenants sell on, mostly what they have; from a seed of its own too.</summary>
    private IEnumerable<Transaction> OfResale()
    {
        StateRow.Lease[] booked = [.. leases.Where(l => l.Delivery == Delivery.Slot
            && (l.State == LeaseState.Booked || resaleRandom.Next(8) == 0))];
        for (int i = booked.Length == 0 ? 0 : resaleRandom.Next(0, 5); i > 0; i -= 1)
        {
            StateRow.Lease lease = booked[resaleRandom.Next(booked.Length)];
            AccountId seller = resaleRandom.Next(15) == 0 ? lease.Provider : lease.Tenant;
            ulong lots = resaleRandom.Next(3) == 0
                ? lease.Lots : (ulong)resaleRandom.Next(1, (int)lease.Lots + 2);
            // Its ids go on from the account's own, which keep their order.
            ulong id = lastId[seller] = lastId.GetValueOrDefault(seller) + 1;
            yield return votes.Sign(Market, seller, ResaleOps.Resell(
                id, lease, lots, (ulong)resaleRandom.Next(14, 27) * 5, ioc: resaleRandom.Next(3) == 0));
        }
    }

    /// <summary>SPOT leases offered to others, and what these say to it.</summary>
    private IEnumerable<Transaction> OfTransfers()
    {
        StateRow.Lease[] running = [.. leases.Where(l => l.Delivery == Delivery.Spot
            && (l is { State: LeaseState.Active, Service.Acknowledged: true } || resaleRandom.Next(8) == 0))];
        for (int i = running.Length == 0 ? 0 : resaleRandom.Next(0, 4); i > 0; i -= 1)
        {
            StateRow.Lease lease = running[resaleRandom.Next(running.Length)];
            ulong lots = resaleRandom.Next(2) == 0
                ? lease.Lots : (ulong)resaleRandom.Next(1, (int)lease.Lots + 1);
            AccountId taker = Market.Trader(resaleRandom.Next(Parties), resaleRandom.Next(Accounts));
            yield return votes.Sign(Market, lease.Tenant,
                ResaleOps.Offer(lease.Id, taker, lots, (ulong)resaleRandom.Next(0, 400)));
        }
        foreach (StateRow.Transfer transfer in transfers)
        {
            if (resaleRandom.Next(10) == 0
                && leases.FirstOrDefault(l => l.Id == transfer.LeaseId) is { } lease)
                yield return votes.Sign(Market, lease.Tenant, ResaleOps.Withdraw(transfer.LeaseId));
            else if (resaleRandom.Next(3) > 0)
                yield return votes.Sign(Market, transfer.Taker, ResaleOps.Accept(
                    transfer.LeaseId, transfer.Lots, transfer.Price,
                    resaleRandom.Next(2) == 0 ? DisputeOps.DeliveryKey : null));
        }
    }

    /// <summary>Soon enough that some expire within the history, all soon after.</summary>
    private ulong SpotUntil() => Market.State.TimestampMs + (ulong)random.Next(1, 120) * 60_000;

    private ulong NewId(AccountId account)
    {
        ulong last = lastId.GetValueOrDefault(account);
        return lastId[account] = last + (random.Next(12) == 0 ? (ulong)random.Next(2, 300) : 1);
    }

    private ulong OldId(AccountId account)
    {
        ulong last = lastId.GetValueOrDefault(account);
        return last - Math.Min(last, (ulong)random.Next(0, 10));
    }

    /// <summary>
    /// Gives every trader something to sell, so that histories trade from their first blocks.
    /// </summary>
    public Transaction[] Opening() => [.. Enumerable.Range(0, Parties).Select(party => Market.Sign(
        Market.AttestorOf(party),
        Ops.Attest(Market.Trader(party, 0), 50, Market.FirstSlot + 1, lastSlot: Market.FirstSlot + 3),
        Ops.Attest(Market.Trader(party, 1), 25, Market.FirstSlot + 1, lastSlot: Market.FirstSlot + 3),
        Ops.AttestSpot(Market.Trader(party, 0), 40, Market.Start + (ulong)(30 + 60 * party) * 60_000)))];

    /// <summary>Takes back what no time ends soon: bids for SPOT.</summary>
    public Transaction[] Closing() => [..
        from party in Enumerable.Range(0, Parties)
        from account in Enumerable.Range(0, Accounts)
        select Market.SignNow(Market.Trader(party, account), Ops.CancelAll())];
}

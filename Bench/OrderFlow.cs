using Chain.Wire;

namespace Chain.Bench;

/// <summary>
/// A seeded stream of transactions of 20 operations, each of one random account, that all succeed. Nine of
/// ten in turn place orders that rest and cancel the orders of the transaction that has rested longest. The
/// tenth places asks below all others in every other block; in the blocks between it takes these at once,
/// and each ends in a lease.
/// </summary>
/// <remarks>
/// One account in a hundred is a provider and sells in up to 16 neighbouring slots; all others only buy,
/// in as many. A book has up to 4,000 orders, at 500 prices on each side.
/// </remarks>
internal sealed class OrderFlow(LedgerUnderTest ledger, int accounts, int target)
{
    public const int OperationsPerTransaction = 20;
    private const int OrdersPerBook = 4_000, SlotsPerAccount = 16, AccountsPerProvider = 100;
    private const ulong Middle = LedgerUnderTest.ListingPrice;

    /// <summary>Orders of one transaction: ids in a row, slots in turn, the same lots.</summary>
    private readonly record struct Batch(int Account, ulong FirstId, ulong FirstSlot, ulong Lots);

    private readonly Random random = new(1);
    private readonly Queue<Batch> resting = [];
    private readonly Queue<Batch> offered = [];
    private ulong lastId;
    private int turn;

    public int Books { get; } = Math.Max(8, target / OrdersPerBook);

    public int Resting => (resting.Count + offered.Count) * OperationsPerTransaction;

    private int Width => Math.Min(SlotsPerAccount, Books);

    /// <summary>Every provider's capacity.</summary>
    public IEnumerable<Transaction> Attestations() => Enumerable.Range(0, accounts / AccountsPerProvider)
        .Select(i => i * AccountsPerProvider).Select(provider => ledger.Attest(
            provider, FirstSlotOf(provider), FirstSlotOf(provider) + (ulong)Width - 1));

    public Transaction[] Fill(int operations) => [.. Enumerable
        .Range(0, Math.Min(operations, target - Resting) / OperationsPerTransaction).Select(_ => Rest())];

    public Transaction[] Mixed(int operations)
    {
        bool taking = offered.Count > 0;
        return [.. Enumerable.Range(0, operations / OperationsPerTransaction).Select(i =>
        {
            if (i % 10 == 0) return taking ? Take() : Offer();
            turn += 1;
            return turn % 2 == 0 ? Rest() : Cancel();
        })];
    }

    private Transaction Rest() => random.Next(2) == 0
        ? Orders(resting, Buyer(), Side.Buy, () => Middle - 10 - (ulong)random.Next(500))
        : Orders(resting, Provider(), Side.Sell, () => Middle + 10 + (ulong)random.Next(500));

    private Transaction Offer() => Orders(offered, Provider(), Side.Sell, () => Middle + 5);

    private Transaction Take()
    {
        Batch offer = offered.Dequeue();
        ulong first = lastId + 1;
        lastId += OperationsPerTransaction;
        return Sign(Buyer(), i => LedgerUnderTest.Place(
            first + i, SlotOf(offer, i), Side.Buy, offer.Lots, Middle + 5, TimeInForce.Ioc));
    }

    private Transaction Cancel()
    {
        Batch oldest = resting.Dequeue();
        return Sign(oldest.Account, i => LedgerUnderTest.Cancel(oldest.FirstId + i));
    }

    private Transaction Orders(Queue<Batch> into, int account, Side side, Func<ulong> limit)
    {
        var batch = new Batch(account, lastId + 1, FirstSlotOf(account), (ulong)random.Next(1, 100));
        lastId += OperationsPerTransaction;
        into.Enqueue(batch);
        return Sign(account, i => LedgerUnderTest.Place(
            batch.FirstId + i, SlotOf(batch, i), side, batch.Lots, limit(), TimeInForce.Gtc));
    }

    private Transaction Sign(int account, Func<ulong, Operation> operation) => ledger.Sign(
        LedgerUnderTest.Account(account),
        [.. Enumerable.Range(0, OperationsPerTransaction).Select(i => operation((ulong)i))]);

    private int Provider() => random.Next(accounts / AccountsPerProvider) * AccountsPerProvider;

    /// <summary>Of a party without a provider, so that it never meets its own orders.</summary>
    private int Buyer()
    {
        int account = random.Next(accounts);
        return account % AccountsPerProvider >= 10 ? account : Buyer();
    }

    private ulong FirstSlotOf(int account) =>
        LedgerUnderTest.FirstSlot + (ulong)(account / AccountsPerProvider % (Books - Width + 1));

    private ulong SlotOf(in Batch batch, ulong order) => batch.FirstSlot + order % (ulong)Width;
}

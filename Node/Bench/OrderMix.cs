using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Bench;

/// <summary>
/// The orders of one account, from its number as the seed. A share of the operations cross the book at once
/// and trade with others like them; of the rest every other places an order that nobody's price reaches, and
/// the next cancels the account's oldest such order. So after a while as many orders rest as did before.
/// </summary>
/// <param name="market">Where it trades.</param>
/// <param name="trader">Number of the account; even ones buy, odd ones sell.</param>
/// <param name="matching">Per cent of the operations that are meant to trade.</param>
/// <param name="kept">
/// Orders that rest before the first is cancelled: what was sent so long ago is in a block already.
/// </param>
internal sealed class OrderMix(BenchMarket market, int trader, int matching, int kept)
{
    private readonly Random random = new(trader);
    private readonly Queue<ulong> resting = [];
    private ulong lastId;
    private bool places;

    public Operation Next()
    {
        bool matches = random.Next(100) < matching;
        if (!matches)
        {
            places = !places;
            if (!places && resting.Count > kept) return Operations.CancelOrder(resting.Dequeue());
        }
        lastId++;
        if (!matches) resting.Enqueue(lastId);
        return market.Order(trader, lastId, random, matches);
    }
}

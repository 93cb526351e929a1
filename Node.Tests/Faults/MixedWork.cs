using Chain.Client;
using Chain.Node.Cli.Testnet;
using Chain.Tests.EndToEnd;
using Chain.Wire;

namespace Chain.Tests.Faults;

/// <summary>
/// What traders do at random: pay, offer, buy, cancel all. Some of it is refused by the rules.
/// </summary>
internal sealed class MixedWork
{
    private const int Books = 4;

    private readonly Instrument[] slots;
    private readonly HashSet<string> providers = [.. TestnetCast.Providers.Select(provider => provider.Name)];

    private MixedWork(Instrument[] slots) => this.slots = slots;

    /// <summary>Opens the books by attesting what may be sold.</summary>
    public static async Task<MixedWork> PrepareAsync(Testnet net)
    {
        Instrument[] slots =
            [.. Enumerable.Range(0, Books).Select(i => Trading.Slot(minutes: 60 + (ulong)i))];
        foreach (Instrument slot in slots) await Trading.AttestAsync(net, slot, lots: 1_000_000);
        return new MixedWork(slots);
    }

    public IEnumerable<Operation> Next(Player from, Player to)
    {
        Instrument slot = slots[Random.Shared.Next(slots.Length)];
        Side side = providers.Contains(from.Name) ? Side.Sell : Side.Buy;
        ulong price = (ulong)Random.Shared.Next(1_200, 1_300);
        yield return Random.Shared.Next(10) switch
        {
            < 5 => Operations.Transfer(to.Account, TestnetCast.Asset, 1),
            < 9 => Operations.PlaceOrder(Trading.Order(side, slot, lots: 1, price)),
            _ => Operations.CancelAllOrders(),
        };
    }
}

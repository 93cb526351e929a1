using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Client order ids are used once (M-301).</summary>
internal static class ClientIds
{
    public static void DemandFresh(World world, AccountId account, ulong id)
    {
        if (world.OrderIds.Find(OrderIdsRow.KeyOf(account)) is not { } row || id > row.Highest) return;
        ulong below = row.Highest - id;
        Demand(below is >= 1 and <= Limits.UsedOrderIds && !IsUsed(row, (int)below - 1),
            ReceiptStatus.OrderIdUsed);
    }

    public static void Use(World world, AccountId account, ulong id)
    {
        OrderIdsRow? row = world.OrderIds.Find(OrderIdsRow.KeyOf(account));
        var used = new HashSet<ulong> { id };
        if (row is not null)
        {
            used.Add(row.Highest);
            for (int bit = 0; bit < Limits.UsedOrderIds; bit += 1)
                if (IsUsed(row, bit)) used.Add(row.Highest - 1 - (ulong)bit);
        }
        ulong highest = used.Max();
        UInt128 recent = 0, earlier = 0;
        foreach (ulong one in used)
        {
            ulong below = highest - one;
            if (below is >= 1 and <= 128) recent |= UInt128.One << (int)(below - 1);
            if (below is >= 129 and <= 256) earlier |= UInt128.One << (int)(below - 129);
        }
        world.OrderIds.Put(new OrderIdsRow(account, highest, recent, earlier));
    }

    private static bool IsUsed(OrderIdsRow row, int bit) => bit < 128
        ? (row.Recent >> bit & 1) == 1 : (row.Earlier >> (bit - 128) & 1) == 1;
}

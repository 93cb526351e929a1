using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Frozen accounts (M-160, M-161).</summary>
internal static class Freezing
{
    public static bool IsFrozen(World world, AccountId account) => IsFrozen(world, account, world.NowMs);

    public static bool IsFrozen(World world, AccountId account, ulong atMs) =>
        world.Freezes.Find(FreezeRow.KeyOf(account)) is { } row && atMs < row.UntilMs;

    public static void Freeze(World world, FreezeAccount freeze)
    {
        AccountId account = world.Existing(World.ToAccount(freeze.Account));
        ulong until = world.NowMs + world.Parameter(ChainParameter.FreezeMs);
        FreezeRow? row = world.Freezes.Find(FreezeRow.KeyOf(account));
        ulong since = row is { CancelSinceMs: > 0 } ? row.CancelSinceMs
            : Rests(world, account) ? world.NowMs : 0;
        world.Freezes.Put(new FreezeRow(account, until, since));
    }

    public static void Unfreeze(World world, UnfreezeAccount unfreeze)
    {
        AccountId account = world.Existing(World.ToAccount(unfreeze.Account));
        Demand(IsFrozen(world, account), ReceiptStatus.NotFrozen);
        world.Freezes.Remove(world.Freezes.Find(FreezeRow.KeyOf(account))!);
    }

    /// <summary>Cancels one order, or one bundle after the last order; kind 7.</summary>
    public static void CancelOne(World world, FreezeRow freeze)
    {
        if (world.Orders.All.FirstOrDefault(row => row.Account == freeze.Account) is { } order)
            Orders.Remove(world, order);
        else if (world.Bundles.All.FirstOrDefault(row => row.Account == freeze.Account) is { } bundle)
            Bundles.Remove(world, bundle);
        if (!Rests(world, freeze.Account)) world.Freezes.Put(freeze with { CancelSinceMs = 0 });
    }

    private static bool Rests(World world, AccountId account) =>
        world.Orders.All.Any(row => row.Account == account)
        || world.Bundles.All.Any(row => row.Account == account);
}

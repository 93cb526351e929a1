using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary>An account as JSON; amounts in minor units.</summary>
/// <param name="Key">The key that signs for it now, hexadecimal.</param>
/// <param name="Rotations">How often that key was replaced.</param>
/// <param name="FrozenUntilMs">Null: not frozen.</param>
internal sealed record AccountShape(
    string Account, string Party, string Sponsor, bool Member, string Key, ulong Rotations,
    ulong? FrozenUntilMs, uint OpenOrders, ulong Height, IReadOnlyList<BalanceShape> Balances)
{
    public static AccountShape From(Account account) => new(
        Show.Account(account.Account_), account.Party, account.Sponsor, account.Member,
        Show.Hex(account.Key), account.Rotations, account.FrozenUntilMs == 0 ? null : account.FrozenUntilMs,
        account.OpenOrders, account.Height,
        account.Balances.Select(b => new BalanceShape(b.Asset, b.Available, b.Locked)).ToList());
}

/// <summary>What an account has of one asset, minor units.</summary>
internal sealed record BalanceShape(string Asset, ulong Available, ulong Locked);

using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary>An account as JSON; amounts in minor units.</summary>
internal sealed record AccountShape(
    string Account, string Party, string Sponsor, uint OpenOrders, ulong Height,
    IReadOnlyList<BalanceShape> Balances)
{
    public static AccountShape From(Account account) => new(
        Show.Account(account.Account_), account.Party, account.Sponsor, account.OpenOrders, account.Height,
        account.Balances.Select(b => new BalanceShape(b.Asset, b.Available, b.Locked)).ToList());
}

/// <summary>What an account has of one asset, minor units.</summary>
internal sealed record BalanceShape(string Asset, ulong Available, ulong Locked);

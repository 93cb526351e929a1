using System.Globalization;

namespace Chain.Bench;

/// <summary>At which scales the ledger is measured; each option takes numbers, comma between.</summary>
/// <param name="Orders">Resting orders; each scale is compared with the first.</param>
/// <param name="Accounts">As many as orders when null.</param>
/// <param name="Leases">Open leases of the due-work scene.</param>
/// <param name="Blocks">Measured at each scale.</param>
internal sealed record LedgerOptions(int[] Orders, int? Accounts, int[] Leases, int Blocks)
{
    public const string Help = """
          ledger, options:
            --orders N[,N]   resting orders: 10,000 to 1,000,000    (10000,1000000)
            --accounts N     at least a quarter of the orders       (as many as orders)
            --leases N[,N]   open leases of the due-work scene; 0: none (10000,1000000)
            --blocks N       blocks of 5,000 operations measured    (40)
        """;

    public static LedgerOptions Default { get; } = new([10_000, 1_000_000], null, [10_000, 1_000_000], 40);

    /// <summary>Where one party would have more orders in a book than it may.</summary>
    public bool TooFewAccounts => Accounts is { } accounts && Orders.Max() > 4 * accounts;

    /// <returns>Null for what is no option, or no sensible number.</returns>
    public LedgerOptions? With(string option, string value)
    {
        int[] numbers = [.. value.Split(',').Select(Number)];
        return option switch
        {
            "--orders" when Array.TrueForAll(numbers, n => n is >= 10_000 and <= 1_000_000) =>
                this with { Orders = numbers },
            "--accounts" when numbers is [>= 10_000 and <= 4_000_000] => this with { Accounts = numbers[0] },
            "--leases" when numbers is [0] => this with { Leases = [] },
            "--leases" when Array.TrueForAll(numbers, n => n is >= DueBench.Fewest and <= 1_000_000) =>
                this with { Leases = numbers },
            "--blocks" when numbers is [> 0] => this with { Blocks = numbers[0] },
            _ => null,
        };
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}

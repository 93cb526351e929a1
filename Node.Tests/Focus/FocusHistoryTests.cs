using System.Globalization;
using System.Numerics;
using Chain.Client;
using Chain.Client.Focus;
using Chain.Ledger;
using Chain.Node.Api;
using Chain.Tests.Ledger;
using Chain.Tests.Prices;
using Chain.Tests.Rpc;
using Chain.Tests.Storage;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Focus;

/// <summary>Costs of random histories, over a real port: they add up whatever the time asked for.</summary>
public class FocusHistoryTests : StoreFixture
{
    private static readonly MovementKind[] NoCosts =
    [
        MovementKind.Transferred, MovementKind.Minted, MovementKind.Burnt, MovementKind.FromTreasury,
        MovementKind.Earned,
    ];

    [Test]
    public void Every_reason_of_a_movement_is_mapped()
    {
        foreach (MovementReason reason in Enum.GetValues<MovementReason>())
        {
            if (reason == MovementReason.None) continue;
            Assert.That(Enum.IsDefined((MovementKind)reason), $"{reason} has a number in history.proto");
            Assert.That(() => FocusFlows.Of((MovementKind)reason, -1), Throws.Nothing, $"{reason}");
        }
        Assert.That(() => FocusFlows.Of((MovementKind)250, 1), Throws.TypeOf<FocusException>());
        Assert.That(() => FocusFlows.Of(MovementKind.Unspecified, 1), Throws.TypeOf<FocusException>());
    }

    [Test]
    public async Task Rows_reconcile_to_the_minor_unit([Range(1, 5)] int seed)
    {
        using var history = new StoredHistory(DbPath, seed);
        history.Grow(60);
        history.RestFor(8 * Market.Hour);
        for (int i = 0; i < 200; i += 1) history.RestFor(Limits.LiveStepMs);
        // Into the next month: what is refunded there corrects this one.
        history.RestFor(40UL * 24 * Market.Hour);
        await using TestServer server = await ServeAsync(history);
        using var client = new ChainClient(new Uri(server.Address));
        ulong[] times = [0, Market.Start + 200_000, Market.Start + 4 * Market.Hour, ulong.MaxValue];
        var categories = new HashSet<string>();
        foreach (GenesisAccount account in history.Genesis.Accounts)
        {
            List<AccountMovement> movements = await MovementsAsync(client, account.Account);
            List<string[]> all = await ExportAsync(client, account.Account, 0, ulong.MaxValue);
            BigInteger costs = movements.Where(movement => !NoCosts.Contains(movement.Kind)
                    && (movement.Kind, movement.Amount > 0) != (MovementKind.RekeyingPaid, true))
                .Aggregate(BigInteger.Zero, (sum, movement) => sum - movement.Amount);
            Assert.That(all.Aggregate(BigInteger.Zero, (sum, row) => sum + Minor(row, "BilledCost")),
                Is.EqualTo(costs));
            var parts = new List<string[]>();
            for (int i = 0; i + 1 < times.Length; i += 1)
                parts.AddRange(await ExportAsync(client, account.Account, times[i], times[i + 1]));
            Assert.That(parts.Select(row => string.Join('|', row)),
                Is.EqualTo(all.Select(row => string.Join('|', row))), "times that touch share no row");
            foreach (string[] row in all) IsSound(row);
            categories.UnionWith(all.Select(row => Of(row, "ChargeCategory")));
        }
        Assert.That(categories, Is.SupersetOf(new[] { "Purchase", "Credit" }));
    }

    /// <summary>What FOCUS asks of a row's numbers and times.</summary>
    private static void IsSound(string[] row)
    {
        Assert.That(row, Has.Length.EqualTo(FocusRow.Columns.Count));
        Assert.That(Of(row, "ChargeCategory"), Is.AnyOf("Purchase", "Usage", "Credit", "Adjustment"));
        string price = Of(row, "ContractedUnitPrice");
        bool priced = Of(row, "ChargeCategory") is "Purchase" or "Usage";
        Assert.That(price.Length > 0, Is.EqualTo(priced), "priced what FOCUS wants priced");
        if (priced)
            Assert.That(decimal.Parse(price, CultureInfo.InvariantCulture)
                * decimal.Parse(Of(row, "PricingQuantity"), CultureInfo.InvariantCulture),
                Is.EqualTo(decimal.Parse(Of(row, "ContractedCost"), CultureInfo.InvariantCulture)));
        Assert.That(Of(row, "ConsumedQuantity").Length > 0, Is.EqualTo(Of(row, "ChargeCategory") == "Usage"));
        Assert.That(Of(row, "ChargeFrequency") == "Usage-Based",
            Is.EqualTo(Of(row, "ChargeCategory") == "Usage"));
        foreach (string period in (string[])["ChargePeriod", "BillingPeriod"])
            Assert.That(Time(row, period + "Start"), Is.LessThan(Time(row, period + "End")));
        Assert.That(Of(row, "ChargeClass"), Is.AnyOf("", "Correction"));
    }

    private static DateTimeOffset Time(string[] row, string column) => DateTimeOffset.ParseExact(
        Of(row, column), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal);

    private static async Task<List<string[]>> ExportAsync(
        ChainClient client, AccountId account, ulong fromMs, ulong toMs)
    {
        var rows = new List<string[]>();
        var export = new FocusExport(
            client, () => default, new FocusScope(Market.Bytes(account), "market-test", fromMs, toMs));
        await export.RunAsync(row =>
        {
            rows.Add(Csv.Fields(row.ToCsv()));
            return Task.CompletedTask;
        });
        FocusLedger money = export.Ledgers.Single(ledger => ledger.Asset == Market.Money);
        Assert.That(money.Reconciles);
        Assert.That(rows.Aggregate(BigInteger.Zero, (sum, row) => sum + Minor(row, "BilledCost")),
            Is.EqualTo((BigInteger)money.Billed));
        Assert.That((BigInteger)(money.Opening + money.Funding + money.Earned - money.Billed),
            Is.EqualTo((BigInteger)money.Closing));
        return rows;
    }

    private static string Of(string[] row, string column) =>
        row[Array.IndexOf(FocusRow.Header.Split(','), column)];

    private static BigInteger Minor(string[] row, string column) =>
        (BigInteger)FocusMoney.Minor(Of(row, column), decimals: 2);

    private static async Task<List<AccountMovement>> MovementsAsync(ChainClient client, AccountId account)
    {
        var all = new List<AccountMovement>();
        var request = new ListMovementsRequest { Account = Market.Bytes(account) };
        do
        {
            ListMovementsReply reply = await client.History.ListMovementsAsync(request);
            all.AddRange(reply.Movements);
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private static Task<TestServer> ServeAsync(StoredHistory history) => TestServer.StartAsync(more:
    [
        HistoryService.BindService(new HistoryApi(
            history.Store, history.Progress, history.Genesis, CancellationToken.None)),
        MarketService.BindService(new MarketApi(
            history.Store, history.Progress, history.Books, new CapacityViews(), CancellationToken.None)),
        NodeService.BindService(new NodeApi(
            null!, null!, history.Store, null!, history.Progress, null!, CancellationToken.None)),
    ]);
}

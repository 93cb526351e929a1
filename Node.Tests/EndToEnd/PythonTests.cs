using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// A client in another language, made from the .proto files alone, with its own signatures.
/// </summary>
public class PythonTests() : TestnetFixture(validators: 1)
{
    private static string Schema => Path.Combine(AppContext.BaseDirectory, "chain.protoset");

    [Test]
    public async Task It_places_an_order_that_crosses_and_reads_the_trade()
    {
        Instrument slot = Trading.Slot(minutes: 5);
        await Trading.AttestAsync(Net, slot, lots: 7);
        await Trading.OkAsync(Net["provider1"].SubmitAsync(
            Net.Nodes[0], Operations.PlaceOrder(Trading.Order(Side.Sell, slot, lots: 7, limit: 1_250))));

        using JsonDocument printed = await TradeAsync(slot, lots: 4, limit: 1_300);
        JsonElement trade = printed.RootElement.EnumerateArray().Single();
        Trade ours = (await Net.Nodes[0].Client.Market.ListTradesAsync(
            new ListTradesRequest { Instrument = slot })).Trades.Single();
        Assert.Multiple(() =>
        {
            Assert.That(ours.Lots, Is.EqualTo(4));
            Assert.That(new AccountId(new Hash32(ours.Tenant.Span)), Is.EqualTo(Net["buyer1"].Account));
            Assert.That(trade.GetProperty("lots").GetUInt64(), Is.EqualTo(ours.Lots));
            Assert.That(trade.GetProperty("price").GetUInt64(), Is.EqualTo(ours.Price));
            Assert.That(trade.GetProperty("height").GetUInt64(), Is.EqualTo(ours.Height));
            Assert.That(trade.GetProperty("lease").GetString(), Is.EqualTo(Show.Hex(ours.Lease)));
            Assert.That(trade.GetProperty("provider").GetString(), Is.EqualTo($"{Net["provider1"].Account}"));
        });
    }

    /// <summary>Runs the script as buyer1; what it prints are its trades.</summary>
    private async Task<JsonDocument> TradeAsync(Instrument slot, ulong lots, ulong limit)
    {
        // Debian's grpcio belongs to Debian's Python, which need not be the first one on the path.
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var start = new ProcessStartInfo(python,
        [
            Path.Combine(Repository.Root, "Node.Tests", "Interop", "trader.py"), Schema,
            Net.Nodes[0].Client.Address.Port.ToString(CultureInfo.InvariantCulture),
            slot.Product, $"{slot.Slot}", $"{lots}", $"{limit}",
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        try
        {
            byte[] secret = new byte[ECPrivKey.Size];
            Net["buyer1"].Key.WriteTo(secret);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            await process.StandardInput.WriteLineAsync(Convert.ToHexStringLower(secret));
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.That(process.ExitCode, Is.Zero, await errors);
            return JsonDocument.Parse(output);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}

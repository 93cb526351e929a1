using System.Text.Json;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Every verb that asks or changes a chain, as a process, its JSON parsed.</summary>
public class CommandLineTests() : TestnetFixture(validators: 1)
{
    private ulong lastSlot = Trading.Slot(minutes: 30).Slot;

    private string Keys => Net.Home.Keys;

    [Test]
    public async Task Status_and_validators()
    {
        JsonElement status = (await AskAsync("status")).Json();
        Assert.Multiple(() =>
        {
            Assert.That(status.GetProperty("chainId").GetString(), Is.EqualTo("testnet"));
            Assert.That(status.GetProperty("height").GetUInt64(), Is.GreaterThan(0));
            Assert.That(status.GetProperty("blockHash").GetString(), Has.Length.EqualTo(64));
            Assert.That(status.GetProperty("stateRoot").GetString(), Has.Length.EqualTo(64));
            Assert.That(status.GetProperty("view").GetUInt64(), Is.GreaterThan(0));
            Assert.That(status.GetProperty("epoch").GetUInt64(), Is.EqualTo(1));
            Assert.That(status.GetProperty("peersConnected").GetUInt32(), Is.Zero);
            Assert.That(status.GetProperty("version").GetString(), Does.StartWith("0."));
        });
        JsonElement validator = (await AskAsync("validators")).Json().EnumerateArray().Single();
        Assert.That(validator.GetProperty("name").GetString(), Is.EqualTo("node1"));
        Assert.That(validator.GetProperty("connected").GetBoolean(), Is.True);
        JsonElement version = (await ChainProgram.RunAsync("version", "-o", "json")).Json();
        Assert.That(version.GetProperty("version").GetString(), Does.StartWith("0."));
    }

    [Test]
    public async Task Blocks()
    {
        await Net.Nodes[0].StatusAsync("has three blocks", status => status.Height >= 3);
        JsonElement block = (await AskAsync("block", "get", "2")).Json();
        Assert.That(block.GetProperty("height").GetUInt64(), Is.EqualTo(2));
        Assert.That(block.GetProperty("stateRoot").GetString(), Has.Length.EqualTo(64));
        Assert.That(block.GetProperty("transactions").ValueKind, Is.EqualTo(JsonValueKind.Array));
        string hash = block.GetProperty("hash").GetString()!;
        Assert.That((await AskAsync("block", "get", hash)).Json().GetProperty("height").GetUInt64(),
            Is.EqualTo(2));
        JsonElement next = (await AskAsync("block", "get", "3")).Json();
        Assert.That(next.GetProperty("parentHash").GetString(), Is.EqualTo(hash));

        JsonElement list = (await AskAsync("block", "list", "--from-height", "3", "--limit", "2")).Json();
        Assert.That(Numbers(list, "height"), Is.EqualTo(new ulong[] { 3, 2 }));
        IReadOnlyList<JsonElement> watched =
            (await AskAsync("block", "watch", "--from-height", "1", "--count", "3")).JsonLines();
        Assert.That(watched.Select(seen => seen.GetProperty("height").GetUInt64()),
            Is.EqualTo(new ulong[] { 1, 2, 3 }));
        Assert.That((await AskAsync("block", "get", "1000000")).Code, Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task A_transfer_signed_here_and_sent_later()
    {
        JsonElement signed = (await AskAsync(
            "transfer", "buyer2", "125", "EUR", "--from", "buyer3", "--keys", Keys, "--sign-only")).Json();
        string id = signed.GetProperty("transactionId").GetString()!;
        string file = Path.Combine(Net.Home.Root, "tx.hex");
        await File.WriteAllTextAsync(file, signed.GetProperty("transaction").GetString());
        ulong before = await EurAsync("buyer3");
        JsonElement receipt = (await AskAsync("tx", "submit", file)).Json();
        Assert.That(receipt.GetProperty("status").GetString(), Is.EqualTo("OK"));
        Assert.That(receipt.GetProperty("transactionId").GetString(), Is.EqualTo(id));
        Assert.That(await EurAsync("buyer3"), Is.EqualTo(before - 125));
        JsonElement found = (await AskAsync("tx", "get", id)).Json();
        Assert.That(
            found.GetProperty("receipt").GetProperty("height").GetUInt64(),
            Is.EqualTo(receipt.GetProperty("height").GetUInt64()));
        Assert.That(found.GetProperty("transaction").GetProperty("operations")[0].GetString(),
            Is.EqualTo("Transfer"));
        JsonElement block =
            (await AskAsync("block", "get", $"{receipt.GetProperty("height").GetUInt64()}")).Json();
        Assert.That(block.GetProperty("transactions")[0].GetProperty("id").GetString(), Is.EqualTo(id));

        CliResult refused =
            await AskAsync("transfer", "buyer2", "999999999999", "EUR", "--from", "buyer3", "--keys", Keys);
        Assert.That(refused.Json(ExitCode.Refused).GetProperty("status").GetString(),
            Is.EqualTo("INSUFFICIENT_BALANCE"));
    }

    [Test]
    public async Task Members_make_accounts_assets_and_products()
    {
        await SendAsync("harbour-bank", "asset", "mint", "buyer4", "100", "EUR");
        JsonElement proposed = await SendAsync("northcloud", "asset", "create", "USD", "harbour-bank");
        string proposal = proposed.GetProperty("proposal").GetString()!;
        await SendAsync("eastgrid", "proposal", "vote", proposal);
        await SendAsync("westlabs", "proposal", "vote", proposal);
        await Wait.UntilAsync("USD is created by vote", async () =>
            (await AskAsync("asset", "list")).Json().EnumerateArray()
                .Any(asset => asset.GetProperty("asset").GetString() == "USD"));
        await SendAsync("harbour-bank", "asset", "mint", "harbour-bank", "500", "USD");
        await SendAsync("harbour-bank", "asset", "burn", "200", "USD");
        JsonElement usd = (await AskAsync("asset", "list")).Json().EnumerateArray()
            .Single(asset => asset.GetProperty("asset").GetString() == "USD");
        Assert.That(usd.GetProperty("supply").GetUInt64(), Is.EqualTo(300));

        await SendAsync("northcloud", "product", "create", "compute-us-2", "--grade", "c1",
            "--region", "us-east",
            "--unit", "vCPU-Hours", "--asset", "EUR", "--collateral", "30", "--listing-price", "120");
        JsonElement products = (await AskAsync("product", "list")).Json();
        Assert.That(
            products.EnumerateArray().Select(product => product.GetProperty("product").GetString()),
            Is.EquivalentTo(new[]
            {
                "compute-eu-1", "compute-us-1", "storage-eu-1", "bandwidth-eu-1", "compute-us-2",
            }));

        string password = Path.Combine(Net.Home.Root, "alice.password");
        string folder = Path.Combine(Net.Home.Root, "own-keys");
        await File.WriteAllTextAsync(password, "correct horse\n");
        string[] own = ["--keys", folder, "--password-file", password, "-o", "json"];
        JsonElement alice = (await ChainProgram.RunAsync(["keys", "new", "alice", "--light", .. own])).Json();
        string account = alice.GetProperty("account").GetString()!;
        JsonElement listed = (await ChainProgram.RunAsync(["keys", "list", .. own])).Json();
        Assert.That(listed[0].GetProperty("name").GetString(), Is.EqualTo("alice"));
        Assert.That((await ChainProgram.RunAsync(["keys", "show", "alice", "--check", .. own])).Json()
            .GetProperty("account").GetString(), Is.EqualTo(account));
        await SendAsync("northcloud", "account", "admit", account, "alice-ltd");
        JsonElement shown = (await AskAsync("account", "show", account)).Json();
        Assert.That(shown.GetProperty("party").GetString(), Is.EqualTo("alice-ltd"));
        Assert.That(shown.GetProperty("sponsor").GetString(), Is.EqualTo("northcloud"));
    }

    [Test]
    public async Task An_order_rests_in_its_book_and_is_cancelled()
    {
        string slot = NextSlot();
        await SendAsync("eastgrid", "capacity", "attest", "provider1", slot, "40");
        JsonElement capacity = (await AskAsync(
            "capacity", "list", "--provider", "provider1", "--product", Trading.Product,
            "--keys", Keys)).Json();
        Assert.That(Numbers(capacity, "attested"), Does.Contain(40));

        JsonElement placed =
            await SendAsync("provider1", "order", "place", "sell", "7", slot, "--limit", "2000");
        string id = $"{placed.GetProperty("clientOrderId").GetUInt64()}";
        JsonElement order =
            (await AskAsync("order", "list", "provider1", "--keys", Keys)).Json().EnumerateArray()
            .Single(resting => $"{resting.GetProperty("clientOrderId").GetUInt64()}" == id);
        Assert.That(order.GetProperty("remaining").GetUInt64(), Is.EqualTo(7));
        Assert.That(order.GetProperty("side").GetString(), Is.EqualTo("sell"));
        JsonElement level =
            (await AskAsync("book", slot)).Json().GetProperty("asks").EnumerateArray().Single();
        Assert.That(level.GetProperty("price").GetUInt64(), Is.EqualTo(2000));
        Assert.That(level.GetProperty("lots").GetUInt64(), Is.EqualTo(7));

        await SendAsync("provider1", "order", "cancel", id);
        Assert.That((await AskAsync("book", slot)).Json().GetProperty("asks").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Orders_that_cross_become_a_trade_and_a_lease_that_can_be_proven()
    {
        string slot = NextSlot();
        await SendAsync("eastgrid", "capacity", "attest", "provider1", slot, "40");
        await SendAsync("provider1", "order", "place", "sell", "5", slot, "--limit", "1250");
        await SendAsync("buyer1", "order", "place", "buy", "5", slot, "--limit", "1250");
        JsonElement trade = (await Wait.ForAsync("the orders meet", async () =>
            await AskAsync("trades", "--instrument", slot) is { } told
                && told.Json().GetArrayLength() > 0 ? told : null))
            .Json().EnumerateArray().Single();
        Assert.That(trade.GetProperty("lots").GetUInt64(), Is.EqualTo(5));
        ulong height = trade.GetProperty("height").GetUInt64();
        JsonElement watched = (await AskAsync(
            "trades", "--watch", "--from-height", $"{height}", "--count", "1")).JsonLines().Single();
        string lease = watched.GetProperty("lease").GetString()!;
        JsonElement leases = (await AskAsync("lease", "list", "--account", "buyer1", "--keys", Keys)).Json();
        Assert.That(leases.EnumerateArray().Select(one => one.GetProperty("id").GetString()),
            Does.Contain(lease));
        Assert.That((await AskAsync("lease", "show", lease)).Json().GetProperty("lots").GetUInt64(),
            Is.EqualTo(5));

        await Net.Nodes[0].StatusAsync("has the block after the trade", status => status.Height > height);
        CliResult proof = await AskAsync("proof", "get", "lease", lease);
        string file = Path.Combine(Net.Home.Root, "lease.json");
        await File.WriteAllTextAsync(file, proof.Out);
        JsonElement verdict = (await ChainProgram.RunAsync(
            "proof", "verify", file, "--consortium", Net.ConsortiumPath, "-o", "json")).Json();
        Assert.That(verdict.GetProperty("verdict").GetString(), Is.EqualTo("present"));
    }

    [Test]
    public async Task Configuration()
    {
        JsonElement shown = (await ChainProgram.RunAsync(
            "config", "show", "--home", Net.Nodes[0].Home, "--origin", "-o", "json")).Json();
        JsonElement name =
            shown.EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == "name");
        Assert.That(name.GetProperty("value").GetString(), Is.EqualTo("node1"));
        Assert.That(name.GetProperty("origin").GetString(), Is.EqualTo("node.json"));
        JsonElement valid = (await ChainProgram.RunAsync(
            "config", "validate", "--home", Net.Nodes[0].Home, "-o", "json")).Json();
        Assert.That(valid.GetProperty("valid").GetBoolean(), Is.True);
    }

    /// <summary>Each test trades in a slot of its own.</summary>
    private string NextSlot() => $"{Trading.Product}/{++lastSlot}";

    private Task<CliResult> AskAsync(params string[] arguments) =>
        ChainProgram.RunAsync([.. arguments, "--node", Net.Nodes[0].Client.Address.ToString(), "-o", "json"]);

    /// <summary>Signs, sends, and wants the ledger's OK.</summary>
    private async Task<JsonElement> SendAsync(string player, params string[] arguments)
    {
        JsonElement receipt = (await AskAsync([.. arguments, "--from", player, "--keys", Keys])).Json();
        Assert.That(receipt.GetProperty("status").GetString(), Is.EqualTo("OK"));
        return receipt;
    }

    private async Task<ulong> EurAsync(string player) =>
        (await AskAsync("account", "show", player, "--keys", Keys)).Json().GetProperty("balances")
        .EnumerateArray().Single(balance => balance.GetProperty("asset").GetString() == "EUR")
        .GetProperty("available").GetUInt64();

    private static IEnumerable<ulong> Numbers(JsonElement list, string field) =>
        list.EnumerateArray().Select(item => item.GetProperty(field).GetUInt64());
}

using Chain.Client;
using Chain.Crypto;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Accounts, their money and their keys.</summary>
internal static class MoneyChapter
{
    public static async Task PlayAsync(BothWays both)
    {
        const string Eur = "EUR";
        string alice = (await both.AskAsync("keys", "new", "alice", "--light"))
            .GetProperty("account").GetString()!;
        await both.AskAsync("keys", "new", "alice-2", "--light");
        using var bob = new Player("bob", ECPrivKey.Generate());
        using ECPrivKey bob2 = ECPrivKey.Generate();
        AccountId aliceId = Chain.Crypto.Address.TryDecode(alice, out AccountId id) ? id : default;

        Done done = await both.CliAsync("northcloud", "account", "admit", "alice", "alice-ltd");
        Assert.That((await AccountAsync(done, aliceId)).Party, Is.EqualTo("alice-ltd"));
        done = await both.SdkAsync("eastgrid", Operations.AdmitAccount(bob.Account, "bob-ltd"));
        Assert.That((await AccountAsync(done, bob.Account)).Sponsor, Is.EqualTo("eastgrid"));

        await both.CliAsync("harbour-bank", "asset", "mint", "alice", "1000", Eur);
        done = await both.SdkAsync("harbour-bank", Operations.Mint(bob.Account, Eur, 500));
        Assert.That(await EurAsync(done, aliceId), Is.EqualTo(1_000));
        Assert.That(await EurAsync(done, bob.Account), Is.EqualTo(500));
        done = await both.CliAsync("alice", "transfer", Chain.Crypto.Address.Encode(bob.Account), "100", Eur);
        Assert.That(await EurAsync(done, aliceId), Is.EqualTo(900));
        ulong before = await EurAsync(done, bob.Account);
        done = await both.SdkAsync("buyer1", Operations.Transfer(bob.Account, Eur, 11));
        Assert.That(await EurAsync(done, bob.Account), Is.EqualTo(before + 11));

        done = await both.SdkAsync(
            "harbour-bank", Operations.Mint(both.Net["harbour-bank"].Account, Eur, 900));
        ulong supply = await SupplyAsync(done, Eur);
        done = await both.CliAsync("harbour-bank", "asset", "burn", "400", Eur);
        Assert.That(await SupplyAsync(done, Eur), Is.EqualTo(supply - 400));
        done = await both.SdkAsync("harbour-bank", Operations.Burn(Eur, 500));
        Assert.That(await SupplyAsync(done, Eur), Is.EqualTo(supply - 900));

        done = await both.CliAsync("alice", "account", "rotate-key", "alice-2");
        Assert.That((await AccountAsync(done, aliceId)).Rotations, Is.EqualTo(1));
        done = await both.SdkAsync(bob, Governance.RotateKey(
            both.Net.Consortium.Genesis.ChainId, bob.Account, bob2, rotations: 0));
        Assert.That((await AccountAsync(done, bob.Account)).Key, Is.EqualTo(bob2.Account.ToByteString()));
        await both.CliAsync("alice-2", "transfer", "buyer1", "5", Eur, "--as", alice);
    }

    private static async Task<Account> AccountAsync(Done done, AccountId account) =>
        await done.At.Market.GetAccountAsync(new GetAccountRequest { Account = account.ToByteString() });

    private static async Task<ulong> EurAsync(Done done, AccountId account) =>
        (await AccountAsync(done, account)).Balances.Single(balance => balance.Asset == "EUR").Available;

    private static async Task<ulong> SupplyAsync(Done done, string asset) =>
        (await done.At.Market.ListAssetsAsync(new ListAssetsRequest())).Assets
            .Single(one => one.Asset_ == asset).Supply;
}

using System.CommandLine;
using Chain.Client;
using Chain.Node.Cli.Members;
using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary>
/// <c>asset list|create|mint|burn|reconcile</c> and <c>transfer</c>: settlement money. Amounts in minor
/// units.
/// </summary>
internal static class AssetVerbs
{
    private const string AmountHelp = "Minor units (125 with two decimals is 1.25).";

    public static Command Create(ChainCli cli) =>
        new Command("asset", "Settlement assets: list, create, mint, burn, reconcile.")
    {
        List(cli), CreateAsset(cli), Mint(cli), Burn(cli), ReconcileVerb.Create(cli),
    };

    public static Verb Transfer(ChainCli cli)
    {
        var to = new Argument<string>("TO") { Description = "Address of the receiver, or name of a key." };
        (Argument<ulong> amount, Argument<string> asset) = Money();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("transfer", "Pays an amount to another account.",
            "chain transfer buyer2 1000 EUR --from buyer1", to, amount, asset)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.Transfer(
                Arguments.Account(run, to, signing.Key), run.Get(asset), run.Get(amount))));
    }

    private static Verb List(ChainCli cli) => new Verb(
        "list", "Lists assets with issuer and supply.", "chain asset list").Does(cli, async run =>
    {
        ListAssetsReply reply = await run.Client.Market.ListAssetsAsync(new ListAssetsRequest(), run.Call);
        run.Print.Many(
            reply.Assets.Select(a => new AssetShape(a.Asset_, a.Decimals, Show.Account(a.Issuer), a.Supply))
                .ToList(),
            ["asset", "decimals", "supply", "issuer"],
            a => [a.Asset, $"{a.Decimals}", Show.Money(a.Supply, a.Decimals, a.Asset), a.Issuer]);
        return ExitCode.Ok;
    });

    private static Verb CreateAsset(ChainCli cli)
    {
        var asset = new Argument<string>("ASSET") { Description = "1 to 12 of A-Z, 0-9." };
        var issuer = new Argument<string>("ISSUER") { Description = "Account that mints and burns it." };
        Option<uint> decimals = cli.Flags.Optional("--decimals", "Decimal places of the major unit.", 2u);
        var proposing = new ProposingFlags(cli.Flags);
        return new Verb("create", "Proposes an asset; members decide: `chain proposal vote`.",
            "chain asset create USD harbour-bank --decimals 2 --from northcloud", asset, issuer, decimals)
            .With(proposing.All).Does(cli, run => Proposing.RunAsync(
                run, proposing, _ => Governance.CreateAsset(
                run.Get(asset), run.Get(decimals),
                Arguments.Account(run, issuer, proposing.Signing.Key))));
    }

    private static Verb Mint(ChainCli cli)
    {
        var to = new Argument<string>("TO") { Description = "Account that receives it." };
        (Argument<ulong> amount, Argument<string> asset) = Money();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("mint", "Issues new money; by the asset's issuer.",
            "chain asset mint buyer1 100000 EUR --from harbour-bank", to, amount, asset)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.Mint(
                Arguments.Account(run, to, signing.Key), run.Get(asset), run.Get(amount))));
    }

    private static Verb Burn(ChainCli cli)
    {
        (Argument<ulong> amount, Argument<string> asset) = Money();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("burn", "Destroys money of the issuer's own balance.",
            "chain asset burn 5000 EUR --from harbour-bank", amount, asset)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(
                run, signing, Operations.Burn(run.Get(asset), run.Get(amount))));
    }

    private static (Argument<ulong> Amount, Argument<string> Asset) Money() => (
        new Argument<ulong>("AMOUNT") { Description = AmountHelp },
        new Argument<string>("ASSET") { Description = "Name of the asset, such as EUR." });

    /// <summary>An asset as JSON; supply in minor units.</summary>
    private sealed record AssetShape(string Asset, uint Decimals, string Issuer, ulong Supply);
}

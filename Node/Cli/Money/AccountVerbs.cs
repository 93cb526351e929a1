using System.CommandLine;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Members;
using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary><c>account show|admit|freeze|unfreeze|rotate-key</c></summary>
internal static class AccountVerbs
{
    public static Command Create(ChainCli cli) => new Command("account", "Accounts and their balances.")
    {
        Show(cli), Admit(cli),
        ProposalCreateVerbs.Freeze(cli, "freeze", "account freeze"),
        ProposalCreateVerbs.Unfreeze(cli, "unfreeze", "account unfreeze"),
        RotateKey(cli),
    };

    private static Verb Show(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        var keys = new KeyFlags(cli.Flags);
        return new Verb(
            "show", "Shows an account's party, sponsor and balances.", "chain account show buyer1", who)
            .With(keys.All).Does(cli, async run =>
            {
                AccountId id = Arguments.Account(run, who, keys);
                Account account = await run.Client.Market.GetAccountAsync(
                    new GetAccountRequest { Account = id.ToByteString() }, run.Call);
                AccountShape shape = AccountShape.From(account);
                List<(string, string)> fields =
                [
                    ("account", shape.Account), ("party", shape.Party), ("sponsor", shape.Sponsor),
                    ("member", shape.Member ? "yes" : "no"), ("open orders", $"{shape.OpenOrders}"),
                    ("as of height", $"{shape.Height}"),
                ];
                if (shape.Rotations > 0)
                    fields.Add(("key", $"{shape.Key} (replaced {shape.Rotations} times)"));
                if (shape.FrozenUntilMs is { } until)
                    fields.Add(("frozen until", Cli.Show.Time(until)));
                Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
                fields.AddRange(shape.Balances.Select(b => (b.Asset,
                    $"{catalog.Money(b.Available, b.Asset)} available, "
                    + $"{catalog.Money(b.Locked, b.Asset)} locked")));
                run.Print.One(shape, [.. fields]);
                return ExitCode.Ok;
            });
    }

    private static Verb RotateKey(ChainCli cli)
    {
        var name = new Argument<string>("NEWKEY") { Description = "Name of the key that signs from now on." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb("rotate-key", "Replaces an account's key; its address stays.",
            "chain account rotate-key alice-2 --from alice", name)
            .With(signing.All).Does(cli, async run =>
            {
                AccountId id = signing.Account(run);
                using ECPrivKey newKey = KeyFolder.Of(run, signing.Key).Open(run.Get(name));
                NodeStatus status = await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call);
                Account account = await run.Client.Market.GetAccountAsync(
                    new GetAccountRequest { Account = id.ToByteString() }, run.Call);
                int code = await Submitting.RunAsync(run, signing, Governance.RotateKey(
                    status.ChainId, id, newKey, account.Rotations));
                if (code == ExitCode.Ok)
                    run.Say($"from now on: --from {run.Get(name)} --as {Address.Encode(id)}");
                return code;
            });
    }

    private static Verb Admit(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address to admit, or name of a key." };
        var party = new Argument<string>("PARTY") { Description = "The legal entity it belongs to." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb("admit", "Opens an account for a party that the signing member sponsors.",
            "chain account admit alice alice-ltd --from northcloud", who, party)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.AdmitAccount(
                Arguments.Account(run, who, signing.Key), run.Get(party))));
    }
}

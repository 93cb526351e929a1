using System.CommandLine;
using Chain.Client;
using Chain.Node.Configuration;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>proposal create …</c>: one verb for each thing a vote can do.</summary>
internal static class ProposalCreateVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("create", "Proposes one of these; the proposer's own approval is counted with it.")
    {
        Asset(cli), Member(cli), RemoveMember(cli), Parameter(cli), Payment(cli),
        Freeze(cli, "freeze"), Unfreeze(cli, "unfreeze"), Sponsor(cli), Key(cli),
    };

    /// <summary>Also <c>account freeze</c>.</summary>
    public static Verb Freeze(ChainCli cli, string name, string path = "proposal create freeze")
    {
        Argument<string> account = Account("Account to freeze, or to freeze for longer.");
        return Propose(cli, name, "Proposes to freeze an account; in effect at once with a quorum.",
            $"chain {path} buyer1 --from northcloud", [account],
            (run, flags, _) => Governance.Freeze(Arguments.Account(run, account, flags.Signing.Key)));
    }

    /// <summary>Also <c>account unfreeze</c>.</summary>
    public static Verb Unfreeze(ChainCli cli, string name, string path = "proposal create unfreeze")
    {
        Argument<string> account = Account("Account to unfreeze.");
        return Propose(cli, name, "Proposes to unfreeze an account; in effect at once with a quorum.",
            $"chain {path} buyer1 --from northcloud", [account],
            (run, flags, _) => Governance.Unfreeze(Arguments.Account(run, account, flags.Signing.Key)));
    }

    private static Verb Asset(ChainCli cli)
    {
        var asset = new Argument<string>("ASSET") { Description = "1 to 12 of A-Z, 0-9." };
        Argument<string> issuer = Account("Account that mints and burns it.", "ISSUER");
        Option<uint> decimals = cli.Flags.Optional("--decimals", "Decimal places of the major unit.", 2u);
        return Propose(cli, "asset", "Proposes a settlement asset.",
            "chain proposal create asset USD harbour-bank --from northcloud", [asset, issuer, decimals],
            (run, flags, _) => Governance.CreateAsset(run.Get(asset), run.Get(decimals),
                Arguments.Account(run, issuer, flags.Signing.Key)));
    }

    private static Verb Member(ChainCli cli)
    {
        var name = new Argument<string>("NAME") { Description = "The new member's name, and its party's." };
        Argument<string> account = Account("Its account, not admitted yet.");
        return Propose(cli, "member", "Proposes a new member.",
            "chain proposal create member southcloud alice --from northcloud", [name, account],
            (run, flags, _) => Governance.AdmitMember(
                Arguments.Account(run, account, flags.Signing.Key), run.Get(name)));
    }

    private static Verb RemoveMember(ChainCli cli)
    {
        var member = new Argument<string>("MEMBER") { Description = "Name of the member to go." };
        var successor = new Argument<string>("SUCCESSOR")
        {
            Description = "Name of the member that answers for its parties from then on.",
        };
        return Propose(cli, "remove-member", "Proposes to remove a member; at least four stay.",
            "chain proposal create remove-member westlabs eastgrid --from northcloud", [member, successor],
            (run, _, members) => Governance.RemoveMember(
                members.Find(run.Get(member)), members.Find(run.Get(successor))));
    }

    private static Verb Parameter(ChainCli cli)
    {
        var name = new Argument<string>("NAME") { Description = "As in `chain parameters show`." };
        var value = new Argument<ulong>("VALUE") { Description = "Milliseconds, or minor units." };
        return Propose(cli, "parameter", "Proposes another value of a parameter of the chain.",
            "chain proposal create parameter receiptMs 7200000 --from northcloud", [name, value],
            (run, _, _) => Governance.SetParameter(
                ParameterNames.Parse(run.Get(name)) ?? throw new CliError(
                    ExitCode.Usage, $"there is no parameter '{run.Get(name)}'",
                    "`chain parameters show` shows the names."),
                run.Get(value)));
    }

    private static Verb Payment(ChainCli cli)
    {
        Argument<string> to = Account("Account that receives it.", "TO");
        var amount = new Argument<ulong>("AMOUNT") { Description = "Minor units." };
        var asset = new Argument<string>("ASSET") { Description = "Name of the asset, such as EUR." };
        return Propose(cli, "payment", "Proposes to pay out of the collected fees.",
            "chain proposal create payment harbour-bank 5000 EUR --from northcloud", [to, amount, asset],
            (run, flags, _) => Governance.PayFees(
                run.Get(asset), Arguments.Account(run, to, flags.Signing.Key), run.Get(amount)));
    }

    private static Verb Sponsor(ChainCli cli)
    {
        var party = new Argument<string>("PARTY") { Description = "The legal entity; not a member's own." };
        var member = new Argument<string>("MEMBER") { Description = "Name of the member to answer for it." };
        return Propose(cli, "sponsor", "Proposes another sponsor for a party.",
            "chain proposal create sponsor arctic-compute eastgrid --from northcloud", [party, member],
            (run, _, members) => Governance.MoveParty(run.Get(party), members.Find(run.Get(member))));
    }

    private static Verb Key(ChainCli cli)
    {
        Argument<string> account = Account("Account whose key is lost or in wrong hands.");
        var key = new Argument<string>("NEWKEY") { Description = "The new key: address, or its name here." };
        return Propose(cli, "key", "Proposes another key for an account that lost its own.",
            "chain proposal create key buyer1 buyer2 --from northcloud", [account, key],
            (run, flags, _) => Governance.ReplaceKey(
                Arguments.Account(run, account, flags.Signing.Key),
                new PublicKey(Arguments.Account(run, key, flags.Signing.Key).Bytes)));
    }

    private static Argument<string> Account(string what, string name = "ACCOUNT") =>
        new(name) { Description = $"{what} Address, or name of a key." };

    private static Verb Propose(
        ChainCli cli, string name, string help, string example, Symbol[] parts,
        Func<Invocation, ProposingFlags, MemberList, ProposalAction> action)
    {
        var flags = new ProposingFlags(cli.Flags);
        return new Verb(name, help, example, parts).With(flags.All).Does(
            cli, run => Proposing.RunAsync(run, flags, members => action(run, flags, members)));
    }
}

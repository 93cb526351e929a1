using System.CommandLine;
using System.Security.Cryptography;
using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Members;
using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary><c>dispute commit|reveal</c>: how a panel votes, secretly first.</summary>
internal static class DisputeVoteVerbs
{
    public static Argument<string> Id() =>
        new("DISPUTE") { Description = "Dispute id, 64 hexadecimal digits." };

    public static async Task<Dispute> FindAsync(Invocation run, string id) =>
        await run.Client.Disputes.GetDisputeAsync(
            new GetDisputeRequest { Id = Arguments.Hash(id, "dispute id") }, run.Call);

    public static Verb Commit(ChainCli cli)
    {
        Argument<string> id = Id();
        var verdict = new Argument<string>("VERDICT") { Description = "provider, tenant or half." };
        verdict.Validators.Add(result =>
        {
            if (Parse(result.GetValueOrDefault<string>()) == Verdict.Unspecified)
                result.AddError("VERDICT must be provider, tenant or half.");
        });
        Option<string> inName = InName(cli);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("commit",
            "Votes secretly; the salt stays in a private file beside the key until the reveal.",
            "chain dispute commit 5be2...90 tenant --from northcloud", id, verdict, inName)
            .With(signing.All).Does(cli, async run =>
            {
                Dispute dispute = await FindAsync(run, run.Get(id));
                AccountId member = await MemberAsync(run, inName, signing);
                PanelSeat seat = SeatOf(dispute, member);
                if (seat.Committed)
                    throw new CliError(ExitCode.Refused, $"{seat.Name} has committed its vote already",
                        "`chain dispute reveal` opens it, once commitments have ended.");
                string path = PathOf(run, signing, dispute, member);
                // The same vote again keeps its salt: an earlier commitment may be on its way.
                SecretVote? kept = SecretVote.Read(path);
                SecretVote vote = kept is not null && kept.Verdict == run.Get(verdict) ? kept
                    : new SecretVote(run.Get(verdict), NewSalt());
                vote.Write(path);
                return await Submitting.RunAsync(run, signing, Disputes.Commit(
                    new Hash32(dispute.Id.Span), (byte)dispute.Round, member, Parse(vote.Verdict),
                    vote.SaltBytes()));
            });
    }

    public static Verb Reveal(ChainCli cli)
    {
        Argument<string> id = Id();
        Option<string> inName = InName(cli);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("reveal", "Opens the vote that was committed from this key folder.",
            "chain dispute reveal 5be2...90 --from northcloud", id, inName)
            .With(signing.All).Does(cli, async run =>
            {
                Dispute dispute = await FindAsync(run, run.Get(id));
                AccountId member = await MemberAsync(run, inName, signing);
                string path = PathOf(run, signing, dispute, member);
                SecretVote vote = SecretVote.Read(path) ?? throw new CliError(
                    ExitCode.Configuration, $"there is no vote in {path}",
                    "`chain dispute commit` writes it, with the same key and key folder.");
                return await Submitting.RunAsync(run, signing, Disputes.Reveal(
                    new Hash32(dispute.Id.Span), Parse(vote.Verdict), vote.SaltBytes()));
            });
    }

    private static string NewSalt() =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DisputeHashes.SaltBytes));

    private static Option<string> InName(ChainCli cli) => cli.Flags.Optional(
        "--member", "Member in whose name an arbitrator votes, by name; a member votes for itself.", "");

    private static async Task<AccountId> MemberAsync(
        Invocation run, Option<string> inName, SigningFlags signing) => run.Get(inName).Length > 0
        ? (await MemberList.LoadAsync(run)).Find(run.Get(inName)) : signing.Account(run);

    private static PanelSeat SeatOf(Dispute dispute, AccountId member) =>
        dispute.Panel.FirstOrDefault(seat => seat.Member == member.ToByteString())
        ?? throw new CliError(ExitCode.Refused, "this member is not on the panel",
            "`chain dispute show` names it; an arbitrator names its member with --member.");

    private static string PathOf(
        Invocation run, SigningFlags signing, Dispute dispute, AccountId member) => SecretVote.PathOf(
        KeyFolder.Of(run, signing.Key), run.Get(signing.From), new Hash32(dispute.Id.Span), dispute.Round,
        member);

    private static Verdict Parse(string? text) => text switch
    {
        "provider" => Verdict.Provider,
        "tenant" => Verdict.Tenant,
        "half" => Verdict.Half,
        _ => Verdict.Unspecified,
    };
}

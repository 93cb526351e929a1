using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary>The way of every verb that proposes: number it after the member's last, sign, send.</summary>
internal static class Proposing
{
    // An hour short of the ledger's 30 days, for clocks that differ.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);

    public static async Task<int> RunAsync(
        Invocation run, ProposingFlags flags, Func<MemberList, ProposalAction> action)
    {
        uint days = run.Get(flags.Days);
        if (days is 0 or > 30) throw new CliError(ExitCode.Usage, "--days must be 1 to 30");
        MemberList members = await MemberList.LoadAsync(run);
        Member proposer = members.Of(flags.Signing.Account(run));
        ulong number = proposer.LastProposal + 1;
        TimeSpan life = TimeSpan.FromDays(days);
        DateTimeOffset expires = run.Host.Time.GetUtcNow() + (life < Longest ? life : Longest);
        return await Submitting.RunAsync(
            run, flags.Signing, Governance.Propose(number, action(members), expires),
            proposal: $"{proposer.Name}/{number}");
    }
}

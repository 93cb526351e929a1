using System.Globalization;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Members;

/// <summary>The members of a chain, former ones too: whom names on the command line mean.</summary>
internal sealed class MemberList
{
    private MemberList(ListMembersReply reply) => (All, Quorum) = (reply.Members, reply.Quorum);

    /// <summary>In the order of their admission.</summary>
    public IReadOnlyList<Member> All { get; }

    /// <summary>Approvals that pass a proposal now.</summary>
    public uint Quorum { get; }

    public static async Task<MemberList> LoadAsync(Invocation run) =>
        new(await run.Client.Governance.ListMembersAsync(new ListMembersRequest(), run.Call));

    /// <exception cref="CliError">It is no member.</exception>
    public Member Of(AccountId account) =>
        All.FirstOrDefault(member => member.Successor.IsEmpty && member.Account == account.ToByteString())
        ?? throw new CliError(
            ExitCode.Refused, "this account is not a member's", "`chain member list` shows them.");

    /// <summary>A member, former ones too, by its name or address.</summary>
    /// <exception cref="CliError">There is none of this name.</exception>
    public AccountId Find(string text) => All
        .Where(member => member.Name == text || Show.Account(member.Account) == text)
        .Select(member => new AccountId(new Hash32(member.Account.Span)))
        .Cast<AccountId?>().FirstOrDefault()
        ?? throw new CliError(
            ExitCode.Refused, $"there is no member '{text}'", "`chain member list` shows them.");

    public string NameOf(ByteString account) =>
        All.FirstOrDefault(member => member.Account == account)?.Name ?? Show.Account(account);

    /// <summary>MEMBER/NUMBER, as in <c>northcloud/3</c>.</summary>
    public (AccountId Proposer, ulong Number) Proposal(string text)
    {
        int slash = text.LastIndexOf('/');
        if (slash <= 0 || !ulong.TryParse(
            text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            throw new CliError(
                ExitCode.Usage, $"'{text}' is no proposal", "Write MEMBER/NUMBER, such as northcloud/3.");
        return (Find(text[..slash]), number);
    }
}

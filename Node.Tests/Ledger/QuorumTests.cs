using Chain.Client;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>
/// Nothing passes without more than two thirds of the members there are at that moment, whatever the order of
/// votes, of votes taken back, and of members coming and going. The oracle keeps its own books.
/// </summary>
public class QuorumTests
{
    private const int Histories = 60, Blocks = 150;

    private static readonly AccountId[] Candidates = [.. Enumerable.Range(8_000, 60).Select(Market.Key)
        .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span))];

    private sealed class Oracle(IEnumerable<AccountId> members)
    {
        private readonly Dictionary<(AccountId, ulong), HashSet<AccountId>> approvals = [];

        public HashSet<AccountId> Members { get; } = [.. members];

        public void Note(AccountId voter, Operation operation)
        {
            if (operation.Propose is { } propose) approvals[(voter, propose.Number)] = [voter];
            if (operation.VoteProposal is not { } vote) return;
            HashSet<AccountId> of = approvals[(new AccountId(new Hash32(vote.Proposer.Span)), vote.Number)];
            if (vote.Approve) of.Add(voter);
            else of.Remove(voter);
        }

        public void Passed(StateRow.Proposal row)
        {
            int agreed = approvals[(row.Proposer, row.Number)].Count(Members.Contains);
            Assert.That(3 * agreed, Is.GreaterThan(2 * Members.Count), $"{agreed} of {Members.Count}");
            if (row.Action.AdmitMember is { } admit)
                Members.Add(new AccountId(new Hash32(admit.Account.Span)));
            if (row.Action.RemoveMember is { } remove)
                Members.Remove(new AccountId(new Hash32(remove.Member.Span)));
        }
    }

    [Test]
    public void Nothing_passes_without_a_quorum_of_the_members_of_that_moment()
    {
        int passed = 0, changes = 0, lost = 0;
        for (int seed = 0; seed < Histories; seed += 1)
        {
            var random = new Random(seed);
            Market market = Market.Open(parties: 1, large: true);
            var oracle = new Oracle([Market.Alpha, Market.Beta, Market.Gamma, Market.Delta]);
            for (int i = 0; i < Blocks; i += 1)
            {
                Dictionary<(AccountId, ulong), StateRow.Proposal> before = Proposals(market);
                (AccountId who, Operation what) = Next(market, before.Values, random);
                ulong step = (ulong)random.Next(1, 25_000);
                BlockOutcome outcome =
                    market.RunAt(market.State.TimestampMs + step, market.Sign(who, what));
                // One vote a block: no two take effect at one time, and only the vote's own at once.
                HashSet<(AccountId, ulong)> old = [.. before.Values
                    .Where(row => row.State == ProposalState.Done).Select(row => (row.Proposer, row.Number))];
                List<StateRow.Proposal> done = [.. Proposals(market).Values.Where(row =>
                    row.State == ProposalState.Done && !old.Contains((row.Proposer, row.Number)))];
                foreach (StateRow.Proposal row in done.Where(row => row.Action.FreezeAccount is null)
                    .OrderBy(row => before[(row.Proposer, row.Number)].AtMs)) oracle.Passed(row);
                if (outcome.Receipts[0].Status == ReceiptStatus.Ok) oracle.Note(who, what);
                foreach (StateRow.Proposal row in done.Where(row => row.Action.FreezeAccount is not null))
                    oracle.Passed(row);
                passed += done.Count;
                changes += done.Count(row => row.Action.SetParameter is null);
                lost += Proposals(market).Values.Count(row => row.Reason == ReceiptStatus.QuorumLost);
                Assert.That(market.AllRows().OfType<StateRow.Member>().Where(row => row.IsMember)
                    .Select(row => row.Id), Is.EquivalentTo(oracle.Members), $"seed {seed}, block {i}");
            }
        }
        TestContext.Out.WriteLine($"{passed} passed, {changes} of them no parameters");
        Assert.That((passed > 5 * Histories, changes > Histories, lost > 0), Is.EqualTo((true, true, true)));
    }

    private static Dictionary<(AccountId, ulong), StateRow.Proposal> Proposals(Market market) =>
        market.AllRows().OfType<StateRow.Proposal>().ToDictionary(row => (row.Proposer, row.Number));

    private static (AccountId, Operation) Next(
        Market market, IEnumerable<StateRow.Proposal> proposals, Random random)
    {
        List<StateRow.Member> members =
            [.. market.AllRows().OfType<StateRow.Member>().OrderBy(row => row.Number)];
        StateRow.Member who = members[random.Next(members.Count)];
        List<StateRow.Proposal> open = [.. proposals
            .Where(row => row.State is ProposalState.Open or ProposalState.Approved)
            .OrderBy(row => row.Proposer).ThenBy(row => row.Number)];
        if (open.Count > 0 && random.Next(7) > 0)
        {
            StateRow.Proposal row = open[random.Next(open.Count)];
            return (who.Id, Governance.Vote(row.Proposer, row.Number, random.Next(6) > 0));
        }
        ProposalAction action = random.Next(5) switch
        {
            0 => Governance.RemoveMember(
                members[random.Next(members.Count)].Id, members[random.Next(members.Count)].Id),
            1 => Governance.SetParameter(ChainParameter.DisputeMinimum, (ulong)random.Next(1_000, 9_000)),
            2 => Governance.Freeze(Market.Trader(0)),
            _ => Governance.AdmitMember(
                Candidates[random.Next(Candidates.Length)], $"member-{random.Next(30)}"),
        };
        return (who.Id, GovernanceRows.Propose(
            who.LastProposal + 1, action, market.State.TimestampMs + (ulong)random.Next(1, 10) * 60_000));
    }
}

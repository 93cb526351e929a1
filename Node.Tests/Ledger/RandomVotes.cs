using Chain.Client;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>
/// What members and key holders do in random histories: proposals of every kind, votes that mostly agree,
/// appointments, rotations.
/// </summary>
internal sealed class RandomVotes(int seed)
{
    private static readonly AccountId[] Keys = [.. Enumerable.Range(7_000, 100).Select(Market.Key)
        .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span))];

    private readonly Random random = new(unchecked(seed * 31 + 1));

    /// <summary>With the account's present key; now and then with another.</summary>
    public Transaction Sign(Market market, AccountId account, params Operation[] operations)
    {
        return random.Next(100) > 0 ? market.SignNow(account, operations)
            : market.SignWith(account, new PublicKey(Keys[random.Next(Keys.Length)].Bytes), operations);
    }

    public Transaction Next(Market market)
    {
        AccountId anyone = Trader();
        if (random.Next(12) == 0)
            return Sign(market, anyone, GovernanceRows.Rotate(
                Keys[random.Next(Keys.Length)],
                market.Row<StateRow.Key>(StateKey.Key(anyone))?.Rotations ?? 0));
        List<StateRow.Member> members =
            [.. market.AllRows().OfType<StateRow.Member>().OrderBy(row => row.Number)];
        StateRow.Member member = members[random.Next(members.Count)];
        if (random.Next(6) == 0)
            return Sign(market, member.Id, Governance.SetRole(
                anyone, random.Next(2) == 0 ? Role.Auditor : Role.Arbitrator, random.Next(3) > 0));
        List<StateRow.Proposal> open = [.. market.AllRows().OfType<StateRow.Proposal>()
            .Where(row => row.State is ProposalState.Open or ProposalState.Approved)
            .OrderBy(row => row.Proposer).ThenBy(row => row.Number)];
        if (open.Count > 0 && random.Next(4) > 0)
        {
            StateRow.Proposal row = open[random.Next(open.Count)];
            return Sign(market, member.Id, Governance.Vote(row.Proposer, row.Number, random.Next(8) > 0));
        }
        ulong life = (ulong)random.Next(1, 40) * 60_000;
        return Sign(market, member.Id, GovernanceRows.Propose(
            member.LastProposal + 1, Action(members), market.State.TimestampMs + life));
    }

    private AccountId Trader() => Market.Trader(random.Next(4), random.Next(2));

    private ProposalAction Action(List<StateRow.Member> members)
    {
        AccountId member = members[random.Next(members.Count)].Id;
        AccountId other = members[random.Next(members.Count)].Id;
        return random.Next(10) switch
        {
            0 => Governance.CreateAsset($"A{random.Next(3)}", 2, Trader()),
            1 or 2 => Governance.AdmitMember(Keys[random.Next(Keys.Length)], $"member-{random.Next(20)}"),
            3 => Governance.RemoveMember(member, other),
            4 => Governance.SetParameter(ChainParameter.FreezeMs, (ulong)random.Next(1, 20) * 60_000),
            5 => Governance.PayFees(Market.Money, Trader(), (ulong)random.Next(1, 50)),
            6 => Governance.Unfreeze(Trader()),
            7 => Governance.MoveParty($"party-{random.Next(4)}", member),
            8 => Governance.ReplaceKey(Trader(), new PublicKey(Keys[random.Next(Keys.Length)].Bytes)),
            _ => Governance.Freeze(Trader()),
        };
    }
}

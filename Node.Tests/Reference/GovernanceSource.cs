using Chain.Crypto;
using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>What members and key holders do in a random history.</summary>
internal sealed class GovernanceSource(Scene scene, World world, Dice dice)
{
    private static readonly AccountId[] Fresh = [.. Enumerable.Range(7_000, 100).Select(Market.Key)
        .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span))];

    public (AccountId Who, Operation What) Next(ulong nowMs)
    {
        MemberRow[] members = [.. world.Members.All];
        MemberRow member = dice.Pick(members);
        AccountId trader = dice.Pick(scene.Traders);
        if (dice.OneIn(12))
            return (trader, GovernanceRows.Rotate(
                dice.Pick(Fresh), world.Keys.Find(KeyRow.KeyOf(trader))?.Rotations ?? 0));
        if (dice.OneIn(8))
            return (dice.OneIn(4) ? member.Account : Governance.SponsorOf(world, world.PartyOf(trader)),
                Client.Governance.SetRole(trader, dice.Pick(Role.Auditor, Role.Arbitrator), !dice.OneIn(3)));
        if (dice.OneIn(8)) return (member.Account, Publish(nowMs));
        if (!dice.OneIn(4) && dice.PickAny(world.Proposals.All.Where(row => row.IsOpen || dice.OneIn(9)))
            is { } open)
            return (member.Account, Client.Governance.Vote(open.Proposer, open.Number, !dice.OneIn(8)));
        return (member.Account, GovernanceRows.Propose(
            member.LastProposal + 1, Action(members), nowMs + dice.Between(0, 900_000)));
    }

    private Operation Publish(ulong nowMs)
    {
        string name = $"x{dice.Below(4)}";
        return dice.Below(4) switch
        {
            0 => Ops.Grade(Market.Grade(name)),
            1 => Ops.Region(Market.Region(name)),
            2 => Ops.Admit(dice.Pick(Fresh), dice.OneIn(3) ? name : $"party-{nowMs % 3}"),
            _ => Ops.Product(new CreateProduct(dice.Pick(scene.Products)) { Product = name }),
        };
    }

    private ProposalAction Action(MemberRow[] members)
    {
        AccountId member = dice.Pick(members).Account, other = dice.Pick(members).Account;
        AccountId trader = dice.Pick(scene.Traders);
        switch (dice.Below(12))
        {
            case 0: return Client.Governance.CreateAsset($"A{dice.Below(3)}", (uint)dice.Below(13), trader);
            case 1: return Client.Governance.AdmitMember(dice.Pick(Fresh), $"member-{dice.Below(20)}");
            case 2: return Client.Governance.RemoveMember(member, other);
            case 3: return Client.Governance.PayFees(Scene.Euro, trader, dice.Between(1, 60));
            case 4: return Client.Governance.Unfreeze(trader);
            case 5: return Client.Governance.MoveParty($"party-{dice.Below(4)}", member);
            case 6: return Client.Governance.ReplaceKey(trader, new PublicKey(dice.Pick(Fresh).Bytes));
            case 7 or 8: return Client.Governance.Freeze(trader);
            default:
                var parameter = (ChainParameter)dice.Between(1, 13);
                ParameterTable rule = ParameterTable.Of(parameter)!;
                ulong least = Math.Max(rule.Least, 1_000);
                return Client.Governance.SetParameter(parameter,
                    dice.OneIn(10) ? dice.Pick(rule.Least, rule.Most + 1) : least * dice.Between(1, 20));
        }
    }
}

using Chain.Crypto;
using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>What is reported of validators, and what their accounts do, in a random history.</summary>
internal sealed class OffenceSource(Scene scene, World world, Dice dice, Mutation mutation)
{
    // Nobody else of a history takes them.
    private static readonly AccountId[] Fresh = [.. Enumerable.Range(7_200, 40).Select(Market.Key)
        .Where(key => ECXOnlyPubKey.IsValid(key.Bytes.Span))];

    private sealed record Claim(Hash32 Chain, Hash32 Key, Vote First, Vote Second);

    /// <returns>One transaction's operations; null: none in this block.</returns>
    public (AccountId Who, Operation[] What)? Next()
    {
        if (!dice.OneIn(4) || dice.PickAny(world.Validators.All) is not { } validator) return null;
        (AccountId who, Operation what) = dice.OneIn(10)
            ? OfAccount(validator) : (Reporter(), Report(validator));
        Operation[] all = dice.OneIn(6) ? [what, Report(validator)] : [what];
        return (who, all);
    }

    private AccountId Reporter() => dice.Pick(dice.Pick(scene.Traders), dice.Pick(scene.Members),
        dice.Pick(scene.Validators), scene.Bank);

    /// <summary>The key votes on whatever signs for its account, and is no other account's.</summary>
    private (AccountId Who, Operation What) OfAccount(ValidatorRow validator)
    {
        var account = new AccountId(validator.VotingKey);
        string party = world.PartyOf(account);
        if (dice.OneIn(3)) return (Governance.SponsorOf(world, party), Ops.Admit(account, party));
        ulong rotations = world.Keys.Find(KeyRow.KeyOf(account))?.Rotations ?? 0;
        return (account, GovernanceRows.Rotate(dice.Pick(Fresh), rotations));
    }

    /// <summary>Mostly right; now and then wrong in one way or in several.</summary>
    private Operation Report(ValidatorRow accused)
    {
        (Vote first, Vote second) = Contradiction(accused.Number);
        var claim = new Claim(world.ChainHash, accused.VotingKey, first, second);
        while (dice.OneIn(3)) claim = Wrong(claim);
        Operation report = Client.Governance.ReportOffence(
            claim.Chain, new PublicKey(claim.Key), new Evidence(claim.First, claim.Second));
        return dice.OneIn(12) ? mutation.Of(report) : report;
    }

    /// <summary>C-57. Epoch and view may be any.</summary>
    private (Vote First, Vote Second) Contradiction(int voter)
    {
        VoteKind kind = dice.Pick(VoteKind.Prepare, VoteKind.Commit);
        VoteKind other = kind == VoteKind.Commit && dice.OneIn(2) ? VoteKind.ViewChange : kind;
        var vote = new Vote(kind, new Epoch(dice.Number(0, 1, 2, ulong.MaxValue)),
            new View(dice.Number(0, 1, 7, ulong.MaxValue)), default, voter, AnySignature());
        Vote one = As(vote, kind, 1), another = As(vote, other, 2) with { Signature = AnySignature() };
        return dice.OneIn(2) ? (one, another) : (another, one);
    }

    private Claim Wrong(Claim claim)
    {
        (Vote first, Vote second) = (claim.First, claim.Second);
        int stranger = scene.Validators.Length + dice.Below(Limits.Validators - scene.Validators.Length);
        return dice.Below(11) switch
        {
            0 => claim with { Chain = TaggedHash.Genesis.Of([2]) },
            1 => claim with { Key = dice.Pick(scene.Validators).Bytes },
            2 => claim with { Key = Keys.PresentOf(world, new AccountId(claim.Key)) },
            3 => claim with
            {
                First = first with { Voter = stranger },
                Second = second with { Voter = stranger },
            },
            4 => claim with { Second = first },
            5 => claim with { Second = first with { Signature = second.Signature } },
            6 => claim with { Second = second with { Voter = (second.Voter + 1) % Limits.Validators } },
            7 => claim with { Second = second with { View = new View(second.View.Value ^ 1) } },
            8 => claim with { Second = second with { Epoch = new Epoch(second.Epoch.Value ^ 1) } },
            9 => claim with
            {
                First = As(first, VoteKind.Prepare, 1),
                Second = As(second, VoteKind.Commit, 2),
            },
            _ => claim with
            {
                First = As(first, VoteKind.ViewChange, 0),
                Second = As(second, VoteKind.Prepare, 1),
            },
        };
    }

    /// <summary>For a block, or for none (C-4).</summary>
    private static Vote As(Vote vote, VoteKind kind, byte block) => vote with
    {
        Kind = kind,
        Digest = kind == VoteKind.ViewChange ? Hash32.Zero : TaggedHash.Block.Of([block]),
    };

    /// <summary>Executing does not look at it (M-153).</summary>
    private Signature AnySignature() => new(
        TaggedHash.Genesis.Of([(byte)dice.Below(256)]), TaggedHash.Vote.Of([(byte)dice.Below(256)]));
}

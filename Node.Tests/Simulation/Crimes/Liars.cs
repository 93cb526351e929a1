using Chain.Consensus;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>
/// Claims to stand in views that nobody reached, with what it can sign and with what it cannot.
/// </summary>
internal sealed class ViewInflator(World world, SimNode node) : Crime(world, node, FaultKind.ViewInflation)
{
    public override void Idle()
    {
        Count();
        View view = Prng.Below(5) switch
        {
            0 => new View(Node.View.Value + (ulong)Prng.Between(1, 12)),
            1 => new View(Node.View.Value + 1_000_000),
            2 => new View(ulong.MaxValue),
            3 => new View(long.MaxValue),
            _ => new View(0),
        };
        VoteKind kind = Prng.Pick([VoteKind.Prepare, VoteKind.Commit, VoteKind.ViewChange]);
        Hash32 digest = kind == VoteKind.ViewChange ? Hash32.Zero : Prng.Hash();
        Vote vote = Sign(kind, view, digest);
        SendAll(new PeerMessage.OfVote(vote));
        SendAll(new PeerMessage.OfCertificate(Lonely(vote)));
        SendAll(new PeerMessage.OfCertificate(Forged(vote)));
    }

    /// <summary>Correctly signed by one: no quorum.</summary>
    private static Certificate Lonely(Vote vote) => new(
        vote.Kind, vote.Epoch, vote.View, vote.Digest, VoterSet.Empty.With(vote.Voter), [vote.Signature]);

    /// <summary>A quorum by number, signed by one.</summary>
    private Certificate Forged(Vote vote)
    {
        VoterSet all = VoterSet.Empty;
        for (int voter = 0; voter < World.Mix.Validators; voter++) all = all.With(voter);
        Signature[] signatures = [.. Enumerable.Repeat(vote.Signature, World.Mix.Validators)];
        return new Certificate(vote.Kind, vote.Epoch, vote.View, vote.Digest, all, signatures);
    }
}

/// <summary>
/// Asks and answers nonsense, everything that passes the verifier and means nothing, and passes on what
/// nobody signed.
/// </summary>
internal sealed class Babbler(World world, SimNode node) : Crime(world, node, FaultKind.Babbler)
{
    public override void Idle()
    {
        Count();
        SendAll(Nonsense());
        if (World.Clients.Forged.Count == 0 || !Prng.Permille(300)) return;
        var batch = new TransactionBatch();
        batch.Transactions.Add(ByteString.CopyFrom(Prng.Pick(World.Clients.Forged).Span));
        foreach (int to in World.Others(Number)) World.Send(Number, to, new NodeMessage.Gossip(batch));
    }

    private PeerMessage Nonsense()
    {
        var epoch = new Epoch(Prng.Pick([0UL, 1UL, 1UL, 1UL, 2UL, ulong.MaxValue]));
        var view = new View(Prng.Pick([0UL, 1UL, Node.View.Value, Node.View.Value + 1, ulong.MaxValue]));
        VoteKind kind = Prng.Pick([VoteKind.None, VoteKind.Prepare, VoteKind.Commit, VoteKind.ViewChange]);
        Hash32 digest = Prng.Permille(500) ? Hash32.Zero : Prng.Hash();
        Vote vote = World.Signed.Sign(Number, kind, epoch, view, digest);
        Vote other = World.Signed.Sign(Number, kind, epoch, view, Prng.Hash());
        var empty = new Certificate(kind, epoch, view, digest, VoterSet.Empty, []);
        return Prng.Below(7) switch
        {
            0 => new PeerMessage.WantCertificate(epoch, view, kind),
            1 => new PeerMessage.WantProposal(epoch, view),
            2 => new PeerMessage.WantNewestVotes(
                Prng.Below(World.Mix.Validators + 1), Prng.Next(), new VoterSet(Prng.Next())),
            3 => Answer([vote, other, vote], empty),
            4 => new PeerMessage.OfEvidence(new Evidence(vote, other)),
            5 => new PeerMessage.OfCertificate(empty),
            _ => new PeerMessage.OfVote(vote),
        };
    }

    /// <summary>An answer to anyone, in the own name or in another's.</summary>
    private PeerMessage.NewestVotes Answer(Vote[] votes, Certificate empty)
    {
        int asker = Prng.Below(World.Mix.Validators);
        int answerer = Prng.Permille(700) ? Number : Prng.Below(World.Mix.Validators);
        ulong nonce = Prng.Permille(500) ? World.Nodes[asker].Nonce : Prng.Next();
        if (Prng.Permille(500)) votes = [];
        return World.Signed.Sign(Number, new PeerMessage.NewestVotes(
            asker, nonce, answerer, votes, Prng.Permille(500) ? empty : null, Prng.Permille(500), null,
            default));
    }
}

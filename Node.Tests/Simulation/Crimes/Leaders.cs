using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Tests.Simulation.Disk;
using Chain.Wire;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>Offers one block to half of the others and its twin to the rest, and votes for both.</summary>
internal sealed class EquivocatingLeader(World world, SimNode node)
    : Crime(world, node, FaultKind.EquivocatingLeader)
{
    private readonly Dictionary<ulong, Proposal> twins = [];

    public override void Outgoing(int to, PeerMessage message)
    {
        if (World.Nodes[to].Crime is not null && message is PeerMessage.OfProposal(var shared)
            && IsOwn(shared))
        {
            // Accomplices hear of both.
            Send(to, message);
            Send(to, new PeerMessage.OfProposal(TwinOf(shared)));
            return;
        }
        if (to % 2 == 0)
        {
            Send(to, message);
            return;
        }
        switch (message)
        {
            case PeerMessage.OfProposal(var proposal) when IsOwn(proposal):
                Count();
                Send(to, new PeerMessage.OfProposal(TwinOf(proposal)));
                break;
            case PeerMessage.OfVote(var vote) when vote.Voter == Number && vote.Kind != VoteKind.ViewChange
                    && twins.TryGetValue(vote.View.Value, out Proposal? twin):
                Send(to, new PeerMessage.OfVote(Sign(vote.Kind, vote.View, twin.Header.Digest)));
                break;
            default:
                Send(to, message);
                break;
        }
    }

    private Proposal TwinOf(Proposal proposal)
    {
        if (twins.TryGetValue(proposal.View.Value, out Proposal? twin)) return twin;
        BlockHeader header = With(proposal.Header, proposal.Header.TimestampMs + 1);
        twin = Forge(proposal, header, proposal.TransactionIds);
        Node.Hold(new BlockOutline(header, proposal.TransactionIds));
        return twins[proposal.View.Value] = twin;
    }
}

/// <summary>Every fourth or so of its proposals is wrong in some way that its signature proves.</summary>
internal sealed class InvalidProposer(World world, SimNode node) : Crime(world, node, FaultKind.InvalidBlock)
{
    private readonly Dictionary<ulong, Proposal> wrong = [];

    public override void Outgoing(int to, PeerMessage message)
    {
        if (message is PeerMessage.OfProposal(var proposal) && IsOwn(proposal))
        {
            Count();
            if (!wrong.TryGetValue(proposal.View.Value, out Proposal? forged))
                wrong[proposal.View.Value] = forged = Spoil(proposal);
            Send(to, new PeerMessage.OfProposal(forged));
        }
        else Send(to, message);
    }

    private Proposal Spoil(Proposal proposal)
    {
        BlockHeader header = proposal.Header;
        Hash32[] old = Committed();
        Hash32[] twice = [Prng.Hash()];
        twice = [twice[0], twice[0]];
        (BlockHeader spoiled, IReadOnlyList<Hash32> ids) = Prng.Below(11) switch
        {
            0 => (With(header, stateRoot: Prng.Hash()), proposal.TransactionIds),
            1 => (With(header, receipts: Prng.Hash()), proposal.TransactionIds),
            2 => (With(header, ids: old), old),
            3 => (With(header, ids: twice), twice),
            4 => (With(header, height: header.Height.Value + 1), proposal.TransactionIds),
            5 => (With(header, height: ulong.MaxValue), proposal.TransactionIds),
            6 => (With(header, timestampMs: 0), proposal.TransactionIds),
            7 => (With(header, timestampMs: ulong.MaxValue), proposal.TransactionIds),
            8 => (With(header, parent: Prng.Hash()), proposal.TransactionIds),
            9 => (With(header, epoch: 2), proposal.TransactionIds),
            _ => (With(header, parent: World.Consortium.Root), proposal.TransactionIds),
        };
        Node.Hold(new BlockOutline(spoiled, ids));
        return Forge(proposal, spoiled, ids);
    }

    /// <summary>What an ancestor has executed already.</summary>
    private Hash32[] Committed()
    {
        PersistentMap.Entry? some = Node.Disk.Live.Of(Family.Transactions).AtOrAbove(Prng.Hash().Span);
        return some is null ? [] : [new Hash32(some.Key)];
    }
}

/// <summary>Votes, but never proposes; in some views it says nothing at all.</summary>
internal sealed class SilentLeader(World world, SimNode node) : Crime(world, node, FaultKind.SilentLeader)
{
    public override void Outgoing(int to, PeerMessage message)
    {
        bool own = message is PeerMessage.OfProposal(var proposal) && IsOwn(proposal);
        bool vote = message is PeerMessage.OfVote(var said) && said.View.Value / 16 % 2 == 1;
        if (own) Count();
        if (!own && !vote) Send(to, message);
    }
}

/// <summary>
/// Proposes transactions that nobody else has, and hands out no body; now and then only to one other.
/// </summary>
internal sealed class BodyWithholder(World world, SimNode node) : Crime(world, node, FaultKind.BodiesWithheld)
{
    private readonly Dictionary<ulong, Proposal> secret = [];

    public override bool Answers(object request) => request is FetchChainRequest;

    public override void Outgoing(int to, PeerMessage message)
    {
        if (message is PeerMessage.OfProposal(var proposal) && IsOwn(proposal)
            && proposal.View.Value % 3 != 0)
        {
            Count();
            if (!secret.TryGetValue(proposal.View.Value, out Proposal? forged))
            {
                Hash32[] ids = [.. proposal.TransactionIds, Prng.Hash()];
                BlockHeader header = With(proposal.Header, ids: ids);
                forged = secret[proposal.View.Value] = Forge(proposal, header, ids);
                Node.Hold(new BlockOutline(header, ids));
            }
            Send(to, new PeerMessage.OfProposal(forged));
        }
        else Send(to, message);
    }
}

/// <summary>
/// Proposes blocks of another time: of next year, of the last second again, or of just too soon.
/// </summary>
internal sealed class TimeLiar(World world, SimNode node) : Crime(world, node, FaultKind.TimeLiar)
{
    private readonly Dictionary<ulong, Proposal> told = [];

    public override void Outgoing(int to, PeerMessage message)
    {
        if (message is not PeerMessage.OfProposal(var proposal) || !IsOwn(proposal))
        {
            Send(to, message);
            return;
        }
        Count();
        if (!told.TryGetValue(proposal.View.Value, out Proposal? lie))
        {
            ulong time = proposal.Header.TimestampMs;
            BlockHeader header = With(proposal.Header, Prng.Below(4) switch
            {
                0 => time + 31_536_000_000,
                1 => time + (ulong)Prng.Between(400, 700),
                2 => time - (ulong)Prng.Between(1, 2_000),
                _ => time,
            });
            Node.Hold(new BlockOutline(header, proposal.TransactionIds));
            told[proposal.View.Value] = lie = Forge(proposal, header, proposal.TransactionIds);
        }
        Send(to, new PeerMessage.OfProposal(lie));
    }
}

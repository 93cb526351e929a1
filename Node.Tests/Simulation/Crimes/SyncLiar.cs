using Chain.Consensus;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>
/// Misleads who catches up: has no blocks, or too few, or others, or certificates that are not of these
/// blocks, or a chain without an end that proves it; tells of an older commit than it knows.
/// </summary>
internal sealed class SyncLiar(World world, SimNode node) : Crime(world, node, FaultKind.SyncLiar)
{
    private PeerMessage? oldest;

    public override void Outgoing(int to, PeerMessage message)
    {
        if (message is PeerMessage.OfCertificate { Certificate.Kind: VoteKind.Commit })
        {
            Count();
            Send(to, oldest ??= message);
        }
        else Send(to, message);
    }

    public override object Answer(object honest)
    {
        Count();
        return honest switch
        {
            List<CommittedBlock> chain => Misled(chain),
            FetchBlockReply block when Prng.Permille(500) => Other(block),
            _ => honest,
        };
    }

    private List<CommittedBlock> Misled(List<CommittedBlock> chain)
    {
        if (chain.Count == 0) return chain;
        int place = Prng.Below(chain.Count);
        switch (Prng.Pick([0, 1, 2, 3, 3, 3, 4, 5, 5, 6]))
        {
            case 0:
                return [];
            case 1:
                return chain[..place];
            case 2:
                chain[place] = Spoilt(chain[place], block => block.Header = Flipped(block.Header));
                break;
            case 3:
                chain[place] = Spoilt(chain[place], block => block.Certificate = chain[0].Certificate);
                break;
            case 4:
                chain[place] = Spoilt(
                    chain[place], block => block.Transactions.Add(ByteString.CopyFrom(1, 2, 3)));
                break;
            case 5:
                CommittedBlock[] full = [.. chain.Where(block => block.Transactions.Count > 0)];
                if (full.Length < 2) return chain;
                int victim = chain.IndexOf(full[0]);
                chain[victim] = Spoilt(full[0], block => block.Transactions[0] = full[1].Transactions[0]);
                break;
            default:
                for (int i = 0; i < chain.Count; i++)
                    chain[i] = Spoilt(chain[i], block => block.Certificate = ByteString.Empty);
                break;
        }
        return chain;
    }

    private FetchBlockReply Other(FetchBlockReply block)
    {
        FetchBlockReply other = block.Clone();
        if (Prng.Permille(500)) other.Header = Flipped(other.Header);
        else other.Transactions.Add(ByteString.CopyFrom(9));
        return other;
    }

    private static CommittedBlock Spoilt(CommittedBlock block, Action<CommittedBlock> spoil)
    {
        CommittedBlock other = block.Clone();
        spoil(other);
        return other;
    }

    private ByteString Flipped(ByteString bytes)
    {
        byte[] other = bytes.ToByteArray();
        if (other.Length > 0) other[Prng.Below(other.Length)] ^= 1;
        return ByteString.CopyFrom(other);
    }
}

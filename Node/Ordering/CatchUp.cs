using Chain.Consensus;

namespace Chain.Node.Ordering;

/// <summary>
/// Whether this node has executed what others have told to be committed. They tell by certificates, which
/// nobody can invent; these name views, and a view commits a block at most. Thread-safe.
/// </summary>
/// <param name="epoch">Certificates of another are not checked, and not counted.</param>
/// <param name="question">
/// Asker and nonce of this start's question: only an answer to it is of now. An older one, kept and brought
/// by a liar, would tell of a chain that has gone on since.
/// </param>
/// <param name="others">
/// Peers to hear before anything is claimed: with this node they are a quorum, so that what was committed is
/// known to one of them.
/// </param>
/// <param name="start">View that committed the stored head.</param>
public sealed class CatchUp(Epoch epoch, (int Asker, ulong Nonce)? question, int others, View start)
{
    /// <summary>Blocks that are under way while a node keeps up.</summary>
    public const int FewViews = 8;

    private readonly Lock gate = new();
    private VoterSet heard;
    private View told = start;
    private View executed = start;

    public bool IsDone
    {
        get
        {
            lock (gate) return heard.Count >= others && told.Value <= executed.Value + FewViews;
        }
    }

    /// <summary>Takes note of a peer's verified word.</summary>
    public void Heard(PeerId from, PeerMessage message)
    {
        switch (message)
        {
            case PeerMessage.OfCertificate { Certificate: { Kind: VoteKind.Commit } certificate }
                when certificate.Epoch == epoch:
                Heard(from.Value, certificate.View);
                break;
            case PeerMessage.NewestVotes answer when (answer.Asker, answer.Nonce) == question:
                // Whoever passed it on. Without a certificate it says that nothing is committed yet.
                Heard(answer.Answerer, answer.Committed?.View ?? default);
                break;
        }
    }

    /// <summary>The block that this view committed is executed and stored.</summary>
    public void Executed(View view)
    {
        lock (gate) executed = view;
    }

    private void Heard(int peer, View committed)
    {
        lock (gate)
        {
            heard = heard.With(peer);
            if (committed > told) told = committed;
        }
    }
}

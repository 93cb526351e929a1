using Chain.Consensus;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Peers;

/// <summary>
/// What a peer says, once its stream is known to be that peer's: a malformed frame and a forged signature
/// shut the peer out for a while, the rest goes to the driver and to the pool.
/// </summary>
public sealed class PeerReception(
    PeerMessageVerifier verifier, DriverInbox inbox, TransactionIntake intake, PeerConduct conduct)
{
    /// <exception cref="RpcException">PERMISSION_DENIED: this peer is shut out for now.</exception>
    public void Admit(PeerId from) => conduct.Admit(from);

    /// <summary>Takes a word of consensus; waits while the peer's queue is full.</summary>
    /// <exception cref="RpcException">The stream must end.</exception>
    public async ValueTask ConsensusAsync(PeerId from, ConsensusFrame frame, CancellationToken cancel)
    {
        conduct.Admit(from);
        PeerMessage message = PeerMessageCodec.FromFrame(frame) ?? throw conduct.OfBabbler(from);
        if (verifier.IsForged(message)) throw conduct.OfForger(from);
        if (verifier.Check(message) is { } verified) await inbox.PostAsync(from, verified, cancel);
    }

    /// <summary>Takes transactions that the peer passes on; waits where many were of no use.</summary>
    /// <exception cref="RpcException">The stream must end.</exception>
    public async Task GossipAsync(PeerId from, TransactionBatch batch, CancellationToken cancel)
    {
        conduct.Admit(from);
        if (batch.Transactions.Count > Limits.GossipBatch) throw conduct.OfBabbler(from);
        // On a new stream, too, what the peer owes is waited for.
        await conduct.WasteAsync(from, 0, cancel);
        GossipTaken taken = await intake.FromPeerAsync(batch, cancel);
        if (taken.Forged) throw conduct.OfForger(from);
        await conduct.WasteAsync(from, taken.WorthlessBytes, cancel);
    }

    /// <summary>For what does not parse.</summary>
    public static RpcException Malformed() =>
        new(new Status(StatusCode.InvalidArgument, "malformed message"));
}

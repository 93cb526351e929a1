using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// Inputs as numbers, by all that the core can tell apart. Signatures follow from the rest: in here nobody
/// but their maker signs.
/// </summary>
public static class Fingerprint
{
    public static ulong Of(Input input) => input switch
    {
        Input.Tick => 1,
        Input.Received(var from, var message) => Mix(2, (ulong)from.Value, Of(message.Value)),
        Input.BlockBuilt built => Mix(3, built.View.Value, built.Outline.Digest.Prefix),
        Input.BlockChecked check => Mix(4, (ulong)check.Verdict, check.Digest.Prefix),
        Input.BlockFetched fetched => Mix(5, 0, fetched.Outline.Digest.Prefix),
        Input.CommittedElsewhere sync => Mix(6, (ulong)sync.Blocks.Count, Of(sync.Certificate.Value)),
        Input.WorkChanged => 7,
        _ => throw new InvalidOperationException("unknown input"),
    };

    public static ulong Of(PeerMessage message) => message switch
    {
        PeerMessage.OfVote of => Of(of.Vote),
        PeerMessage.OfCertificate of => Of(of.Certificate),
        PeerMessage.OfProposal of => Of(of.Proposal),
        PeerMessage.WantCertificate want => Mix(8, want.View.Value, (ulong)want.Kind),
        PeerMessage.WantProposal want => Mix(9, want.View.Value, 0),
        PeerMessage.NewestVotes answer => Mix(10, (ulong)answer.Answerer, answer.Nonce),
        PeerMessage.OfEvidence of => Mix(11, Of(of.Evidence.First), Of(of.Evidence.Second)),
        _ => throw new InvalidOperationException("unknown message"),
    };

    public static ulong Mix(ulong one, ulong two, ulong three)
    {
        unchecked
        {
            ulong state = (one * 0x9E3779B97F4A7C15) ^ (two * 0xC2B2AE3D27D4EB4F) ^ three;
            ulong mixed = Prng.Mix(ref state);
            state = mixed ^ (two + 0x165667B19E3779F9);
            return Prng.Mix(ref state);
        }
    }

    private static ulong Of(Vote vote) =>
        Mix(20 + (ulong)vote.Kind, vote.View.Value, vote.Digest.Prefix ^ (ulong)vote.Voter);

    private static ulong Of(Certificate certificate) => Mix(
        30 + (ulong)certificate.Kind, certificate.View.Value,
        Mix(0, (ulong)certificate.Voters.Bits, certificate.Digest.Prefix));

    private static ulong Of(Proposal proposal)
    {
        ulong hash = Mix(40, proposal.View.Value, proposal.Header.Digest.Prefix);
        if (proposal.Parent is { } parent) hash = Mix(41, hash, Of(parent));
        foreach (Certificate viewChange in proposal.ViewChanges) hash = Mix(42, hash, Of(viewChange));
        return hash;
    }
}

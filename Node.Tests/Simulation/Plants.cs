using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// The planted bugs that live in the network and the verifier; the others stand where they bite.
/// </summary>
public sealed class Plants(World world)
{
    private readonly Dictionary<(VoteKind, ulong, Hash32), VoterSet> seen = [];
    private readonly HashSet<Certificate> padded = [];

    public bool IsPadded(Certificate certificate) => padded.Contains(certificate);

    /// <returns>True when this message is not to be carried.</returns>
    public bool Swallows(int from, int to, object payload)
    {
        if (world.Plant == Plant.SmallQuorum && payload is PeerMessage.OfVote(var vote)) Pad(from, vote);
        return world.Plant == Plant.CommitsSwallowed
            && (payload is PeerMessage.OfVote { Vote.Kind: VoteKind.Commit }
                or PeerMessage.OfCertificate { Certificate.Kind: VoteKind.Commit });
    }

    /// <summary>
    /// f + 1 votes become a certificate with as many voters as a quorum, each signed by the last.
    /// </summary>
    private void Pad(int from, Vote vote)
    {
        var key = (vote.Kind, vote.View.Value, vote.Digest);
        VoterSet voters = seen[key] = seen.GetValueOrDefault(key).With(vote.Voter);
        if (voters.Count != world.Mix.Tolerated + 1) return;
        int quorum = world.Mix.Validators - world.Mix.Tolerated;
        for (int voter = 0; voters.Count < quorum; voter++) voters = voters.With(voter);
        Signature[] signatures = [.. Enumerable.Repeat(vote.Signature, quorum)];
        var certificate = new Certificate(vote.Kind, vote.Epoch, vote.View, vote.Digest, voters, signatures);
        padded.Add(certificate);
        foreach (int to in world.Others(from))
            world.Network.Send(from, to, new PeerMessage.OfCertificate(certificate));
    }
}

/// <summary>The planted bugs of one node's restart.</summary>
public sealed class RestartPlants(Plant plant)
{
    private DiskState? atLastStart;

    public void BeforeStart(SimDisk disk)
    {
        if (plant != Plant.OldDiskComesBack) return;
        if (atLastStart is { } old) disk.Restore(old);
        atLastStart = disk.Backup();
    }

    public Recovered Read(Recovered recovered) => plant switch
    {
        Plant.JournalLosesLastRecord when recovered.Records.Count > 1 =>
            recovered with { Records = [.. recovered.Records.SkipLast(1)] },
        Plant.VotesForgotten => recovered with
        {
            Records = [.. recovered.Records.Where(record =>
                record is not (JournalRecord.OwnVote or JournalRecord.OwnProposal))],
        },
        _ => recovered,
    };
}

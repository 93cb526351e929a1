namespace Chain.Tests.Simulation.Checks;

/// <summary>
/// No correct replica prepares a block that passes a view by, unless a quorum can have given that view up.
/// Judged by what correct replicas have said durably, not by the certificates that the replica holds; who is
/// not bound by its words may have said anything.
/// </summary>
internal sealed class ParentCheck(World world)
{
    private readonly Dictionary<(VoteKind Kind, ulong View, Hash32 Digest), VoterSet> said = [];
    private readonly Dictionary<Hash32, Hash32> parentOf = [];

    /// <summary>A block that a correct replica stored, before it votes for it.</summary>
    public void Seen(BlockHeader header) => parentOf[header.Digest] = header.Parent;

    /// <summary>A vote of a correct replica reached its platter.</summary>
    public void Durable(SimNode node, Vote vote)
    {
        var key = (vote.Kind, vote.View.Value, vote.Digest);
        said[key] = said.GetValueOrDefault(key).With(vote.Voter);
        if (vote.Kind != VoteKind.Prepare || node.Forgetful) return;
        Hash32 parent = parentOf[vote.Digest];
        ulong view = vote.View.Value - 1;
        while (!IsPrepared(view, parent))
        {
            if (view == 0 || !CanHaveQuorum(VoteKind.ViewChange, view, Hash32.Zero))
                throw new SafetyViolationException(
                    $"v{node.Number}: Prepare of view {vote.View} passes view {view} by without a reason");
            view--;
        }
    }

    private bool IsPrepared(ulong view, Hash32 block) => view == 0
        ? block == world.Consortium.Root : CanHaveQuorum(VoteKind.Prepare, view, block);

    private bool CanHaveQuorum(VoteKind kind, ulong view, Hash32 digest)
    {
        VoterSet voters = said.GetValueOrDefault((kind, view, digest));
        foreach (SimNode node in world.Nodes)
        {
            if (!node.IsCorrect || node.Forgetful) voters = voters.With(node.Number);
        }
        return voters.Count >= world.Mix.Validators - world.Mix.Tolerated;
    }
}

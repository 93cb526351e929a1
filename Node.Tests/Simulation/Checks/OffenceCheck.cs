using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Tests.Simulation.Disk;

namespace Chain.Tests.Simulation.Checks;

/// <summary>
/// What a correct node knows of a liar reaches the chain, and nothing is there of one that did not lie.
/// </summary>
internal sealed class OffenceCheck(World world)
{
    private readonly List<(SimNode By, ulong Nonce, int Of)> accusations = [];
    private readonly HashSet<int> obliged = [];

    /// <summary>A correct node tells its operator that a validator contradicted itself.</summary>
    public void Accused(SimNode by, int of) => accusations.Add((by, by.Nonce, of));

    /// <summary>The faults are over: what those who are well still know must become a row.</summary>
    public void Oblige(IReadOnlyList<SimNode> well) => obliged.UnionWith(accusations
        .Where(one => well.Contains(one.By) && one.By.IsUp && one.By.Nonce == one.Nonce)
        .Select(one => one.Of));

    public bool IsMet(IEnumerable<SimNode> nodes) => nodes.All(node => Missing(node).Length == 0);

    /// <summary>Numbers of the liars of whom nothing is on this node's chain.</summary>
    public int[] Missing(SimNode node) => [.. obliged.Where(number =>
        node.Disk.Live.Of(Family.State).Find([(byte)RowKind.Offence, 0, (byte)number]) is null)];

    /// <summary>All that a node's state says of liars holds.</summary>
    public void Check(SimNode node)
    {
        foreach (StateRow.Offence row in new DiskReader(node.Disk.Live).Offences())
        {
            SimNode accused = world.Nodes[row.Number];
            if (accused is { IsCorrect: true, Forgetful: false })
                throw new SafetyViolationException($"v{node.Number}: the chain accuses v{row.Number}");
            (Vote one, Vote other) = (row.Proof.First, row.Proof.Second);
            bool areItsOwn = one.Voter == row.Number && other.Voter == row.Number
                && world.Signed.IsSigned(one) && world.Signed.IsSigned(other);
            bool contradict = one.View == other.View && (one.Kind == other.Kind
                ? one.Digest != other.Digest
                : one.Kind != VoteKind.Prepare && other.Kind != VoteKind.Prepare);
            if (!areItsOwn || !contradict)
                throw new SafetyViolationException($"v{node.Number}: no proof against v{row.Number}");
        }
    }
}

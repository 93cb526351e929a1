using Chain.Consensus;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>
/// One of two machines with one key. Both run the real core from the same first disk and do not know of each
/// other; whoever is connected to the one does not hear the other, until that changes.
/// </summary>
/// <param name="sides">Of both: for each peer, whether it is connected to the second.</param>
internal sealed class TwoMachines(World world, SimNode node, bool[]? sides = null)
    : Crime(world, node, FaultKind.Twins)
{
    private readonly bool[] sides = sides ?? [.. world.Others(node.Number).Append(node.Number).Select(
        _ => world.Prng.Permille(500))];

    private readonly bool isSecond = sides is not null;

    /// <summary>What makes the second machine the twin of this one.</summary>
    public Func<SimNode, Crime> OfTwin => twin => new TwoMachines(World, twin, sides);

    public bool IsConnected(int peer) => sides[peer] == isSecond;

    public override void Outgoing(int to, PeerMessage message)
    {
        if (IsConnected(to)) Send(to, message);
    }

    public override void Idle()
    {
        if (!Prng.Permille(150)) return;
        Count();
        sides[Prng.Below(sides.Length)] ^= true;
    }
}

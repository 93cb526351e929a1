using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>What nodes say to each other beside consensus.</summary>
public abstract record NodeMessage
{
    private NodeMessage() { }

    public sealed record Gossip(IReadOnlyList<Hash32> Transactions) : NodeMessage;

    public sealed record WantBlock(Hash32 Digest) : NodeMessage;

    /// <summary>A block with all bodies.</summary>
    public sealed record WholeBlock(BlockOutline Outline) : NodeMessage;

    public sealed record WantChain(Height Above) : NodeMessage;

    /// <summary>Consecutive blocks and the certificate of the last.</summary>
    public sealed record ChainPart(IReadOnlyList<BlockOutline> Blocks, Certificate Certificate) : NodeMessage;
}

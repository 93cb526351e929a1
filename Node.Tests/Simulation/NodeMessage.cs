using Chain.Consensus;
using Chain.Wire;

namespace Chain.Tests.Simulation;

/// <summary>What goes over the wire between two nodes.</summary>
internal abstract record NodeMessage
{
    private NodeMessage() { }

    /// <param name="Frame">As it travels.</param>
    /// <param name="Said">The same, for who watches.</param>
    public sealed record Consensus(ConsensusFrame Frame, PeerMessage Said) : NodeMessage;

    public sealed record Gossip(TransactionBatch Batch) : NodeMessage;

    /// <param name="Number">Of the asker; the reply has the same.</param>
    /// <param name="Request">A message of the peer service.</param>
    public sealed record Call(long Number, object Request) : NodeMessage;

    /// <param name="Answer">A reply of the peer service, or the blocks of a chain.</param>
    public sealed record Reply(long Number, object Answer) : NodeMessage;
}

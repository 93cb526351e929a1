using Chain.Wire;

namespace Chain.Node.Cli.Nodes;

/// <summary>
/// A node's status as JSON. <paramref name="StateRoot"/> is the state after the height, null until known.
/// </summary>
internal sealed record StatusShape(
    string ChainId, string ChainHash, string Name, string Version, ulong Height, string BlockHash,
    ulong BlockTimestampMs, string? StateRoot, string LastStateRoot, ulong LastStateHeight, ulong View,
    ulong Epoch, uint PeersConnected, bool Voting, bool Ready, uint MempoolTransactions, ulong Transactions,
    ulong PeakMemoryBytes, ulong CpuMs, ulong PeerBytesSent, ulong DiskBytes)
{
    public static StatusShape From(NodeStatus status) => new(
        status.ChainId, Show.Hex(status.ChainHash), status.Name, status.Version, status.Height,
        Show.Hex(status.BlockHash), status.BlockTimestampMs,
        status.StateRoot.IsEmpty ? null : Show.Hex(status.StateRoot), Show.Hex(status.LastStateRoot),
        status.LastStateHeight, status.View, status.Epoch, status.PeersConnected, status.Voting, status.Ready,
        status.MempoolTransactions, status.Transactions, status.PeakMemoryBytes, status.CpuMs,
        status.PeerBytesSent, status.DiskBytes);
}

/// <summary>One validator as JSON.</summary>
internal sealed record ValidatorShape(
    uint Number, string Name, string PublicKey, string Address, bool Connected)
{
    public static ValidatorShape From(Validator validator) => new(
        validator.Number, validator.Name, Show.Hex(validator.PublicKey), validator.Address,
        validator.Connected);
}

using Chain.Consensus;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>
/// Which peers are shut out for a while. Honest nodes check whatever they pass on, so a signature that its
/// signer did not make proves its bringer broken or hostile: the peer's streams are closed and refused, for a
/// second at first and twice as long each time, up to a minute. So few such signatures of any peer are
/// checked. Thread-safe.
/// </summary>
public sealed partial class PeerConduct(int peers, TimeProvider clock, ILogger<PeerConduct> log)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Record?[] records = new Record?[peers];

    /// <exception cref="RpcException">PERMISSION_DENIED: this peer is shut out for now.</exception>
    public void Admit(PeerId peer)
    {
        lock (gate)
            if (records[peer.Value] is { } record && clock.GetElapsedTime(record.Since) < record.Length)
                throw Refusal();
    }

    /// <summary>Shuts the peer out; what its other streams bring meanwhile makes it no longer.</summary>
    /// <returns>What to end its stream with.</returns>
    public RpcException Forged(PeerId peer)
    {
        lock (gate)
        {
            TimeSpan length = Shortest;
            if (records[peer.Value] is { } last)
            {
                TimeSpan open = clock.GetElapsedTime(last.Since) - last.Length;
                if (open < TimeSpan.Zero) return Refusal();
                if (open < Forgiven) length = last.Length * 2 < Longest ? last.Length * 2 : Longest;
            }
            records[peer.Value] = new Record(clock.GetTimestamp(), length);
            LogShut(peer, length.TotalSeconds);
        }
        return Refusal();
    }

    private static RpcException Refusal() => new(new Status(
        StatusCode.PermissionDenied,
        "a signature came from you that its signer did not make; your streams are refused for a while"));

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "validator {Peer} sent a signature that its signer did not make; refused for {Seconds} s")]
    private partial void LogShut(PeerId peer, double seconds);

    /// <summary>The last time it was shut out.</summary>
    private sealed record Record(long Since, TimeSpan Length);
}

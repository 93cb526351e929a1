using Chain.Consensus;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>
/// Which peers are shut out for a while. Honest nodes check whatever they pass on, so a signature that its
/// signer did not make, or a message that does not parse, proves its bringer broken or hostile: the peer's
/// streams are closed and refused, for a second at first and twice as long each time, up to a minute. So few
/// such signatures of any peer are checked. What is of no use without being wrong is only slowed.
/// Thread-safe.
/// </summary>
public sealed partial class PeerConduct(int peers, TimeProvider clock, ILogger<PeerConduct> log)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(10);

    // Of bytes that were of no use; some always are, for nodes lag.
    private const int WastePerSecond = 1 << 20;
    private const int WasteAtOnce = 8 * WastePerSecond;

    private const string Forgery = "a signature that its signer did not make";
    private const string Malformed = "a message that does not parse";

    private readonly Lock gate = new();
    private readonly Record?[] records = new Record?[peers];
    private readonly Pace[] waste =
        [.. Enumerable.Range(0, peers).Select(_ => new Pace(WastePerSecond, WasteAtOnce, clock))];

    /// <exception cref="RpcException">PERMISSION_DENIED: this peer is shut out for now.</exception>
    public void Admit(PeerId peer)
    {
        lock (gate)
            if (records[peer.Value] is { } record && clock.GetElapsedTime(record.Since) < record.Length)
                throw Refusal(record.For);
    }

    /// <summary>Shuts out a peer that brought a signature which is not its signer's.</summary>
    /// <returns>What to end its stream with.</returns>
    public RpcException OfForger(PeerId peer) => ShutOut(peer, Forgery);

    /// <summary>Shuts out a peer that brought what no release sends.</summary>
    /// <returns>What to end its stream with.</returns>
    public RpcException OfBabbler(PeerId peer) => ShutOut(peer, Malformed);

    /// <summary>Reads on later where a peer brings much that is of no use.</summary>
    public ValueTask WasteAsync(PeerId peer, int bytes, CancellationToken cancel) =>
        waste[peer.Value].TakeAsync(bytes, cancel);

    /// <summary>What its other streams bring meanwhile makes it no longer.</summary>
    private RpcException ShutOut(PeerId peer, string what)
    {
        lock (gate)
        {
            TimeSpan length = Shortest;
            if (records[peer.Value] is { } last)
            {
                TimeSpan open = clock.GetElapsedTime(last.Since) - last.Length;
                if (open < TimeSpan.Zero) return Refusal(last.For);
                if (open < Forgiven) length = last.Length * 2 < Longest ? last.Length * 2 : Longest;
            }
            records[peer.Value] = new Record(clock.GetTimestamp(), length, what);
            LogShut(peer, what, length.TotalSeconds);
        }
        return Refusal(what);
    }

    private static RpcException Refusal(string what) => new(new Status(
        StatusCode.PermissionDenied, $"{what} came from you; your streams are refused for a while"));

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "validator {Peer} sent {What}; refused for {Seconds} s")]
    private partial void LogShut(PeerId peer, string what, double seconds);

    /// <summary>The last time it was shut out.</summary>
    private sealed record Record(long Since, TimeSpan Length, string For);
}

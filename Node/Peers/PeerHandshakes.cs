using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Chain.Node.Peers;

/// <summary>
/// Bounds how many TLS handshakes an address gets a second: each costs a signature, before anyone has shown
/// who it is. What comes faster waits for its turn, and what would wait long is closed. Stands before TLS.
/// Thread-safe.
/// </summary>
public sealed class PeerHandshakes(TimeProvider clock)
{
    /// <summary>A peer opens two connections, seldom; several may live at one address.</summary>
    public const int PerSecond = 20;

    private const int AtOnce = 40;
    private const int Addresses = 1_024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Pace> paces = [];

    /// <summary>Puts the wait before what a listener does with a connection.</summary>
    public ConnectionDelegate Wait(ConnectionDelegate inner) => connection => RunAsync(connection, inner);

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate inner)
    {
        IPAddress from = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (PaceOf(from).TryTake(Longest) is not { } wait)
        {
            connection.Abort();
            return;
        }
        try
        {
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, connection.ConnectionClosed);
        }
        catch (OperationCanceledException)
        {
            // Given up meanwhile, or this node stops.
            return;
        }
        await inner(connection);
    }

    private Pace PaceOf(IPAddress address)
    {
        lock (gate)
        {
            if (paces.TryGetValue(address, out Pace? known)) return known;
            // Whoever has so many addresses is not held back by counting them.
            if (paces.Count == Addresses) paces.Clear();
            return paces[address] = new Pace(PerSecond, AtOnce, clock);
        }
    }
}

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Chain.Node.Peers;

/// <summary>
/// Bounds the connections of one peer, each of which has buffers of its own. The oldest makes room for the
/// newest, since it may be what is left of a peer that came back. Stands behind TLS. Thread-safe.
/// </summary>
public sealed class PeerConnections(PeerIdentity identity, int peers)
{
    /// <summary>A peer opens two; the rest is for those of which only this side does not know yet.</summary>
    public const int Most = 8;

    private readonly Lock gate = new();
    private readonly List<ConnectionContext>[] open =
        [.. Enumerable.Range(0, peers).Select(_ => new List<ConnectionContext>())];

    /// <summary>Puts the count around what a listener does with a connection.</summary>
    public ConnectionDelegate Count(ConnectionDelegate inner) => connection => RunAsync(connection, inner);

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate inner)
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (identity.NumberOf(certificate) is not { } peer)
        {
            connection.Abort();
            return;
        }
        Enter(open[peer], connection)?.Abort();
        try
        {
            await inner(connection);
        }
        finally
        {
            lock (gate) open[peer].Remove(connection);
        }
    }

    /// <returns>The one that goes for it.</returns>
    private ConnectionContext? Enter(List<ConnectionContext> own, ConnectionContext connection)
    {
        lock (gate)
        {
            own.Add(connection);
            if (own.Count <= Most) return null;
            ConnectionContext oldest = own[0];
            own.RemoveAt(0);
            return oldest;
        }
    }
}

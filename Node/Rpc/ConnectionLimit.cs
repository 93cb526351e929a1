using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Chain.Node.Rpc;

/// <summary>
/// A bound of one listener's open connections; Kestrel's own limit is for all listeners together.
/// </summary>
public static class ConnectionLimit
{
    /// <summary>Closes a connection at once while so many others are open.</summary>
    public static void LimitConnections(this ListenOptions listen, int most)
    {
        int open = 0;
        listen.Use(next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref open) > most) connection.Abort();
                else await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }
}

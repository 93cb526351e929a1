using System.Net.Sockets;
using Chain.Node.Rpc;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

[CancelAfter(30_000)]
public class ConnectionLimitTests
{
    [Test]
    public async Task One_connection_too_many_is_closed_and_those_that_left_make_room()
    {
        await using TestServer server = await TestServer.StartAsync(
            listen: listen => listen.LimitConnections(2));
        TcpClient[] clients = [new(), new(), new()];
        Task[] closed = [.. clients.Select(client => UntilClosedAsync(client, server.Port))];
        await Task.WhenAny(closed);
        Assert.That(closed.Count(task => task.IsCompleted), Is.EqualTo(1));

        foreach (TcpClient client in clients) client.Dispose();
        EchoMessage? reply = null;
        while (reply is null) reply = await TryAsync(server);
        Assert.That(reply.Text, Is.EqualTo("hello"));
    }

    /// <summary>
    /// The server says nothing before the client does, so a read ends only when the connection is closed;
    /// which may be while it is made.
    /// </summary>
    private static async Task UntilClosedAsync(TcpClient client, int port)
    {
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            await client.GetStream().ReadExactlyAsync(new byte[1]);
        }
        catch (Exception error)
            when (error is IOException or SocketException or InvalidOperationException)
        {
            // Closed, or reset.
        }
    }

    /// <summary>Null while the server has not yet learned that the others are gone.</summary>
    private static async Task<EchoMessage?> TryAsync(TestServer server)
    {
        try
        {
            return await server.Client.UnaryAsync(new EchoMessage { Text = "hello" });
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }
}

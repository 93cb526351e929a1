using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

/// <summary>Deadlines, cancellation and broken connections.</summary>
[CancelAfter(30_000)]
public class EndingTests
{
    private static readonly EchoMessage Hang = new() { Behaviour = Behaviour.Hang };

    private TestServer server = null!;

    [SetUp]
    public async Task Start() => server = await TestServer.StartAsync();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task The_server_knows_the_deadline_of_its_caller()
    {
        EchoMessage left = await server.Client.UnaryAsync(
            new EchoMessage { Behaviour = Behaviour.Deadline }, deadline: DateTime.UtcNow.AddHours(1));
        Assert.That(left.Number, Is.InRange(3000, 3600));
        EchoMessage unlimited =
            await server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Deadline });
        Assert.That(unlimited.Number, Is.GreaterThan(1_000_000));
    }

    [Test]
    public async Task A_deadline_ends_the_call_on_both_sides(CancellationToken cancel)
    {
        using var call = server.Client.UnaryAsync(Hang, null, DateTime.UtcNow.AddMilliseconds(50), cancel);
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        using var raw = new RawCaller(server.Address);
        RawAnswer answer =
            await raw.PostAsync("/chain.tests.Echo/Unary", RawCaller.Frame(Hang), ("grpc-timeout", "50m"));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.DeadlineExceeded));
        await server.Echo.Cancelled.WaitAsync(cancel);
    }

    [Test]
    public void A_client_enforces_its_deadline_on_a_silent_server()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{silent.LocalEndpoint}");
        var client = new Echo.EchoClient(channel);
        DateTime soon = DateTime.UtcNow.AddMilliseconds(50);
        Assert.That(Tools.Failure(client.UnaryAsync(new EchoMessage(), deadline: soon)).StatusCode,
            Is.EqualTo(StatusCode.DeadlineExceeded));
        using var stream = client.Chat(deadline: DateTime.UtcNow.AddMilliseconds(50));
        Assert.That(Tools.Failure(stream.ResponseStream.MoveNext()).StatusCode,
            Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public void A_deadline_in_the_past_sends_nothing()
    {
        var call = server.Client.UnaryAsync(Hang, deadline: DateTime.UtcNow.AddSeconds(-1));
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        Assert.That(server.Echo.Hanging.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_callers_token_cancels_the_call_on_both_sides(CancellationToken cancel)
    {
        using var source = new CancellationTokenSource();
        var call = server.Client.UnaryAsync(Hang, cancellationToken: source.Token);
        await server.Echo.Hanging.WaitAsync(cancel);
        await source.CancelAsync();
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await server.Echo.Cancelled.WaitAsync(cancel);
    }

    [Test]
    public async Task Disposing_a_stream_cancels_the_handler(CancellationToken cancel)
    {
        var call = server.Client.Expand(
            new EchoMessage { Number = 1, Behaviour = Behaviour.Hang }, cancellationToken: cancel);
        Assert.That(await call.ResponseStream.MoveNext(cancel), Is.True);
        Task<bool> next = call.ResponseStream.MoveNext(cancel);
        await server.Echo.Hanging.WaitAsync(cancel);
        call.Dispose();
        Assert.That(Tools.Failure(next).StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await server.Echo.Cancelled.WaitAsync(cancel);
    }

    [Test]
    public async Task Cancelling_a_duplex_call_stops_its_writer(CancellationToken cancel)
    {
        using var source = new CancellationTokenSource();
        using var call = server.Client.Chat(cancellationToken: source.Token);
        await call.RequestStream.WriteAsync(Hang, cancel);
        await server.Echo.Hanging.WaitAsync(cancel);
        await source.CancelAsync();
        RpcException error = Tools.Failure(() => call.RequestStream.WriteAsync(new EchoMessage(), cancel));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await server.Echo.Cancelled.WaitAsync(cancel);
    }

    [Test]
    public void A_call_with_a_cancelled_token_sends_nothing()
    {
        var call = server.Client.UnaryAsync(Hang, cancellationToken: new CancellationToken(canceled: true));
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.Cancelled));
        Assert.That(server.Echo.Hanging.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_connection_that_breaks_is_unavailable(CancellationToken cancel)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoMessage(), cancellationToken: cancel);
        using (TcpClient accepted = await listener.AcceptTcpClientAsync(cancel))
            await accepted.GetStream().ReadExactlyAsync(new byte[24], cancel);
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }
}

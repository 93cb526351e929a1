using Chain.Node.Rpc;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

public class SizeTests
{
    private static readonly GrpcServerOptions LargeServer = new() { MaxReceiveMessageSize = 64 << 20 };
    private static readonly GrpcChannelOptions LargeClient = new() { MaxReceiveMessageSize = 64 << 20 };

    [TestCase(100)]
    [TestCase(2043)]
    [TestCase(2044)]
    [TestCase(70_000)]
    [TestCase(3_000_000)]
    [TestCase(40_000_000)]
    public async Task A_message_of_any_length_comes_back_whole(int length)
    {
        await using TestServer server = await TestServer.StartAsync(LargeServer, LargeClient);
        EchoMessage sent = Blob(length);
        Assert.That((await server.Client.UnaryAsync(sent)).Blob, Is.EqualTo(sent.Blob));
    }

    [Test]
    public async Task Large_messages_come_through_streams_whole()
    {
        await using TestServer server = await TestServer.StartAsync(LargeServer, LargeClient);
        using var call = server.Client.Chat();
        Task<List<EchoMessage>> reading = Tools.ReadAllAsync(call.ResponseStream);
        EchoMessage[] sent = [Blob(5_000_000), Blob(1), Blob(300_000), Blob(0)];
        foreach (EchoMessage message in sent) await call.RequestStream.WriteAsync(message);
        await call.RequestStream.CompleteAsync();
        Assert.That(await reading, Is.EqualTo(sent));
    }

    [Test]
    public async Task A_request_above_the_servers_limit_is_refused()
    {
        await using TestServer server =
            await TestServer.StartAsync(new GrpcServerOptions { MaxReceiveMessageSize = 1000 });
        Assert.That(Tools.Failure(server.Client.UnaryAsync(Blob(1001))).StatusCode,
            Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That((await server.Client.UnaryAsync(Blob(900))).Blob, Has.Length.EqualTo(900));
    }

    [Test]
    public async Task A_stream_with_one_message_above_the_servers_limit_is_refused()
    {
        await using TestServer server =
            await TestServer.StartAsync(new GrpcServerOptions { MaxReceiveMessageSize = 1000 });
        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(Blob(10));
        await call.RequestStream.WriteAsync(Blob(1001));
        Assert.That(Tools.Failure(call.ResponseAsync).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task An_answer_above_the_clients_limit_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync(
            client: new GrpcChannelOptions { MaxReceiveMessageSize = 1000 });
        Assert.That(Tools.Failure(server.Client.UnaryAsync(Blob(1001))).StatusCode,
            Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task A_message_above_the_senders_limit_is_never_sent()
    {
        await using TestServer server = await TestServer.StartAsync(
            new GrpcServerOptions { MaxSendMessageSize = 500 },
            new GrpcChannelOptions { MaxSendMessageSize = 1000 });
        Assert.That(Tools.Failure(server.Client.UnaryAsync(Blob(1001))).Status.Detail,
            Does.Contain("1000 to send"));
        Assert.That(Tools.Failure(server.Client.UnaryAsync(Blob(600))).Status.Detail,
            Does.Contain("500 to send"));
    }

    [Test]
    public async Task A_stream_larger_than_every_window_comes_through_whole()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var call = server.Client.Expand(Expansion(count: 200, length: 100_000));
        await call.ResponseHeadersAsync;
        int received = 0;
        while (await call.ResponseStream.MoveNext())
        {
            Assert.That(call.ResponseStream.Current.Number, Is.EqualTo(received++));
            Assert.That(call.ResponseStream.Current.Blob, Has.Length.EqualTo(100_000));
        }
        Assert.That(received, Is.EqualTo(200));
    }

    private static EchoMessage Expansion(int count, int length)
    {
        EchoMessage message = Blob(length);
        message.Number = count;
        return message;
    }

    private static EchoMessage Blob(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return new EchoMessage { Blob = UnsafeByteOperations.UnsafeWrap(bytes) };
    }
}

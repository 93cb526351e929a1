using Chain.Tests.Rpc;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Interop;

/// <summary>Our server with their clients, and our client with their servers.</summary>
[TestFixture("python")]
[TestFixture("node")]
[CancelAfter(60_000)]
public class InteropTests(string runtime)
{
    private readonly string schema = Path.GetTempFileName();

    [OneTimeSetUp]
    public void WriteSchema() => ForeignPeer.WriteSchema(schema);

    [OneTimeTearDown]
    public void ForgetSchema() => File.Delete(schema);

    [TestCase("unary")]
    [TestCase("streams")]
    [TestCase("error")]
    [TestCase("cancel")]
    [TestCase("deadline")]
    [TestCase("gzip")]
    public async Task Their_client_calls_our_server(string scenario)
    {
        await using TestServer server = await TestServer.StartAsync();
        await ForeignPeer.RunClientAsync(runtime, schema, server.Port, scenario);
    }

    [Test]
    public Task Our_client_makes_unary_calls_on_their_server() => WithServerAsync(async client =>
    {
        var blob = ByteString.CopyFrom(new byte[1_000_000]);
        var sent = new EchoMessage { Text = "grüße", Number = -1, Blob = blob };
        Assert.That(await client.UnaryAsync(sent), Is.EqualTo(sent));
        var metadata = new Metadata { { "x-text", "a, b" }, { "x-raw-bin", [0, 255] } };
        using var call = client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Metadata }, metadata);
        await call;
        foreach (Metadata back in new[] { await call.ResponseHeadersAsync, call.GetTrailers() })
        {
            Assert.That(back.GetValue("x-text"), Is.EqualTo("a, b"));
            Assert.That(back.GetValueBytes("x-raw-bin"), Is.EqualTo(new byte[] { 0, 255 }));
        }
    });

    [Test]
    public Task Our_client_streams_with_their_server() => WithServerAsync(async client =>
    {
        using var expand = client.Expand(new EchoMessage { Number = 1000 });
        Assert.That((await Tools.ReadAllAsync(expand.ResponseStream)).Select(message => message.Number),
            Is.EqualTo(Enumerable.Range(0, 1000)));
        using var collect = client.Collect();
        for (int i = 0; i < 1000; i++) await collect.RequestStream.WriteAsync(new EchoMessage { Number = i });
        await collect.RequestStream.CompleteAsync();
        Assert.That((await collect).Number, Is.EqualTo(499_500));
        using var chat = client.Chat();
        for (int i = 0; i < 100; i++)
        {
            await chat.RequestStream.WriteAsync(new EchoMessage { Number = i });
            Assert.That(await chat.ResponseStream.MoveNext(), Is.True);
            Assert.That(chat.ResponseStream.Current.Number, Is.EqualTo(i));
        }
        await chat.RequestStream.CompleteAsync();
        Assert.That(await chat.ResponseStream.MoveNext(), Is.False);
    });

    [Test]
    public Task Our_client_reads_the_errors_of_their_server() => WithServerAsync(client =>
    {
        RpcException error = Tools.Failure(client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Fail }));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
        Assert.That(error.Status.Detail, Is.EqualTo("größer als 100 %\n"));
        Assert.That(error.Trailers.GetValueBytes("reason-bin"), Is.EqualTo(new byte[] { 1, 2, 255 }));
        Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("TOO_LARGE"));
        using var stream = client.Expand(new EchoMessage { Number = 2, Behaviour = Behaviour.Fail });
        RpcException late = Tools.Failure(Tools.ReadAllAsync(stream.ResponseStream));
        Assert.That(late.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("TOO_LARGE"));
        return Task.CompletedTask;
    });

    [Test]
    public Task Our_cancellation_reaches_their_server() => WithServerAsync(async client =>
    {
        using var source = new CancellationTokenSource();
        using var call = client.Expand(
            new EchoMessage { Number = 1, Behaviour = Behaviour.Hang }, cancellationToken: source.Token);
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        await source.CancelAsync();
        Assert.That(Tools.Failure(call.ResponseStream.MoveNext()).StatusCode,
            Is.EqualTo(StatusCode.Cancelled));
        await client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Witness });
    });

    [Test]
    public Task Our_deadline_ends_a_call_on_their_server() => WithServerAsync(async client =>
    {
        var call = client.UnaryAsync(
            new EchoMessage { Behaviour = Behaviour.Hang }, deadline: DateTime.UtcNow.AddMilliseconds(300));
        Assert.That(Tools.Failure(call).StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        await client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Witness });
    });

    private async Task WithServerAsync(Func<Echo.EchoClient, Task> test)
    {
        (ForeignPeer peer, string address) = await ForeignPeer.StartServerAsync(runtime, schema);
        using (peer)
        {
            using GrpcChannel channel = GrpcChannel.ForAddress(address);
            await test(new Echo.EchoClient(channel));
        }
    }
}

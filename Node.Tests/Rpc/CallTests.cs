using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using NUnit.Framework;
using Status = Grpc.Core.Status;

namespace Chain.Tests.Rpc;

public class CallTests
{
    private TestServer server = null!;

    [SetUp]
    public async Task Start() => server = await TestServer.StartAsync();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task A_unary_call_brings_one_message_there_and_one_back()
    {
        var sent = new EchoMessage { Text = "hello", Number = -7, Blob = ByteString.CopyFrom(0, 1, 255) };
        using AsyncUnaryCall<EchoMessage> call = server.Client.UnaryAsync(sent);
        Assert.That(await call, Is.EqualTo(sent));
        Assert.That(call.GetStatus(), Is.EqualTo(Status.DefaultSuccess));
    }

    [Test]
    public void A_blocking_call_and_an_empty_message_work()
    {
        Assert.That(server.Client.Unary(new EchoMessage()), Is.EqualTo(new EchoMessage()));
    }

    [Test]
    public async Task A_server_stream_brings_its_messages_in_order()
    {
        using var call = server.Client.Expand(new EchoMessage { Number = 1000, Text = "n" });
        List<EchoMessage> received = await Tools.ReadAllAsync(call.ResponseStream);
        Assert.That(received.Select(message => message.Number), Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
    }

    [Test]
    public async Task A_server_stream_may_be_empty()
    {
        using var call = server.Client.Expand(new EchoMessage());
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
    }

    [Test]
    public async Task A_client_stream_is_collected_into_one_answer([Values] WriteFlags flags)
    {
        using var call = server.Client.Collect();
        call.RequestStream.WriteOptions = new WriteOptions(flags);
        for (int i = 0; i < 1000; i++)
            await call.RequestStream.WriteAsync(new EchoMessage { Number = i, Text = "a" });
        await call.RequestStream.CompleteAsync();
        EchoMessage sum = await call;
        Assert.That(sum.Number, Is.EqualTo(499_500));
        Assert.That(sum.Text, Has.Length.EqualTo(1000));
    }

    [Test]
    public async Task A_duplex_stream_answers_each_message_before_the_next_is_sent()
    {
        using var call = server.Client.Chat();
        for (int i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoMessage { Number = i });
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            Assert.That(call.ResponseStream.Current.Number, Is.EqualTo(i));
        }
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
    }

    [Test]
    public async Task Response_headers_arrive_before_any_message_is_sent()
    {
        using var call = server.Client.Chat();
        Metadata headers = await call.ResponseHeadersAsync;
        Assert.That(headers.GetValue("chat"), Is.EqualTo("open"));
        Assert.That(() => call.GetStatus(), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Metadata_and_binary_metadata_come_back_as_headers_and_trailers()
    {
        var sent =
            new Metadata { { "x-text", "plain, text" }, { "x-raw-bin", [0, 255, 10] }, { "x-raw-bin", [7] } };
        using var call = server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Metadata }, sent);
        await call;
        foreach (Metadata back in new[] { await call.ResponseHeadersAsync, call.GetTrailers() })
        {
            Assert.That(back.GetValue("x-text"), Is.EqualTo("plain, text"));
            Assert.That(back.GetAll("x-raw-bin").Select(entry => entry.ValueBytes),
                Is.EqualTo(new[] { new byte[] { 0, 255, 10 }, [7] }));
        }
    }

    [Test]
    public void An_error_brings_its_status_details_and_trailers()
    {
        RpcException error =
            Tools.Failure(server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Fail }));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
        Assert.That(error.Status.Detail, Is.EqualTo("größer als 100 %\n"));
        Assert.That(error.Trailers.GetValueBytes("reason-bin"), Is.EqualTo(new byte[] { 1, 2, 255 }));
        Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("TOO_LARGE"));
        Assert.That(error.GetRpcStatus()?.GetDetail<RetryInfo>(), Is.Null);
    }

    [Test]
    public async Task An_error_after_messages_comes_after_them()
    {
        using var call = server.Client.Expand(new EchoMessage { Number = 2, Behaviour = Behaviour.Fail });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        RpcException error = Tools.Failure(call.ResponseStream.MoveNext());
        Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("TOO_LARGE"));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
    }

    [Test]
    public void A_crash_of_a_handler_tells_the_caller_nothing()
    {
        RpcException error =
            Tools.Failure(server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Crash }));
        Assert.That(error.Status,
            Is.EqualTo(new Status(StatusCode.Unknown, "Exception was thrown by handler.")));
    }

    [Test]
    public void Damaged_data_sends_the_caller_to_another_node()
    {
        RpcException error =
            Tools.Failure(server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Damaged }));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.DataLoss));
        Assert.That(error.Status.Detail, Does.Contain("another node").And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_server_may_end_a_client_stream_early_and_the_writer_learns_why()
    {
        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(new EchoMessage { Behaviour = Behaviour.Fail });
        Assert.That(Tools.Failure(call.ResponseAsync).StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
        RpcException late = Tools.Failure(() => call.RequestStream.WriteAsync(new EchoMessage()));
        Assert.That(late.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
    }

    [Test]
    public async Task A_completed_stream_takes_no_more_messages()
    {
        using var call = server.Client.Chat();
        await call.RequestStream.CompleteAsync();
        Assert.That(() => call.RequestStream.WriteAsync(new EchoMessage()), Throws.InvalidOperationException);
        Assert.That(await call.ResponseStream.MoveNext(), Is.False);
    }

    [Test]
    public void A_server_that_is_not_there_is_unavailable()
    {
        using var nobody = Grpc.Net.Client.GrpcChannel.ForAddress("http://127.0.0.1:1");
        RpcException error = Tools.Failure(new Echo.EchoClient(nobody).UnaryAsync(new EchoMessage()));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [Test]
    public async Task Many_calls_share_one_channel()
    {
        EchoMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(
            i => server.Client.UnaryAsync(new EchoMessage { Number = i }).ResponseAsync));
        Assert.That(answers.Select(answer => answer.Number), Is.EqualTo(Enumerable.Range(0, 500)));
    }
}

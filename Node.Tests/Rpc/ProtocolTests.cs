using System.Net;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

/// <summary>What the server answers to requests that a well-made client would not send.</summary>
public class ProtocolTests
{
    private const string Unary = "/chain.tests.Echo/Unary";
    private const string Collect = "/chain.tests.Echo/Collect";

    private static readonly string[] Good = ["x-good"];

    private TestServer server = null!;
    private RawCaller raw = null!;

    [SetUp]
    public async Task Start()
    {
        server = await TestServer.StartAsync();
        raw = new RawCaller(server.Address);
    }

    [TearDown]
    public async Task Stop()
    {
        raw.Dispose();
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_good_call_has_its_status_in_trailers()
    {
        byte[] frame = RawCaller.Frame(new EchoMessage { Text = "x" });
        RawAnswer answer = await raw.PostAsync(Unary, frame);
        Assert.That(answer.Body, Is.EqualTo(frame));
        Assert.That(answer.Trailers["grpc-status"], Is.EqualTo("0"));
        Assert.That(answer.Headers, Does.Not.ContainKey("grpc-status"));
    }

    [Test]
    public async Task An_error_before_any_message_is_trailers_only()
    {
        RawAnswer answer =
            await raw.PostAsync(Unary, RawCaller.Frame(new EchoMessage { Behaviour = Behaviour.Fail }));
        Assert.That(answer.Headers["grpc-status"], Is.EqualTo("9"));
        Assert.That(answer.Headers["grpc-message"], Is.EqualTo("gr%C3%B6%C3%9Fer als 100 %25%0A"));
        Assert.That(answer.Headers["reason-bin"], Is.EqualTo("AQL/"));
        Assert.That(answer.Headers, Does.ContainKey("grpc-status-details-bin"));
        Assert.That(answer.Trailers, Is.Empty);
    }

    [TestCase("/chain.tests.Echo/Nothing", "Unknown method.")]
    [TestCase("/no.such.Service/Unary", "Unknown service.")]
    public async Task An_unknown_name_is_unimplemented(string path, string message)
    {
        RawAnswer answer = await raw.PostAsync(path, RawCaller.Frame(new EchoMessage()));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.Unimplemented));
        Assert.That(answer.Headers["grpc-message"], Is.EqualTo(message));
    }

    [TestCase("application/grpc+proto", HttpStatusCode.OK)]
    [TestCase("application/grpc;charset=utf-8", HttpStatusCode.OK)]
    [TestCase("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/json", HttpStatusCode.UnsupportedMediaType)]
    public async Task The_content_type_decides(string contentType, HttpStatusCode expected)
    {
        RawAnswer answer = await raw.SendAsync(Unary, RawCaller.Frame(new EchoMessage()), contentType);
        Assert.That(answer.HttpStatus, Is.EqualTo(expected));
    }

    [TestCase("gzip", StatusCode.Unimplemented)]
    [TestCase("identity", StatusCode.Internal)]
    public async Task A_compressed_message_is_refused_politely(string encoding, StatusCode expected)
    {
        byte[] frame = RawCaller.Frame(new EchoMessage { Text = "x" }, flag: 1);
        foreach (string path in new[] { Unary, Collect })
        {
            RawAnswer answer = await raw.PostAsync(path, frame, ("grpc-encoding", encoding));
            Assert.That(answer.Status, Is.EqualTo(expected));
            Assert.That(answer.Headers.GetValueOrDefault("grpc-accept-encoding"),
                Is.EqualTo(encoding == "gzip" ? "identity" : null));
        }
    }

    [Test]
    public async Task A_client_that_could_compress_but_does_not_is_served()
    {
        RawAnswer answer =
            await raw.PostAsync(Unary, RawCaller.Frame(new EchoMessage()), ("grpc-encoding", "gzip"));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.OK));
    }

    private static readonly byte[][] Malformed =
    [
        [],
        [0, 0, 0],
        [0, 0, 0, 0, 9, 1, 2],
        [2, 0, 0, 0, 0],
        [0, 0, 0, 0, 3, 0xff, 0xff, 0xff],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    [TestCaseSource(nameof(Malformed))]
    public async Task A_malformed_request_is_an_internal_error(byte[] body)
    {
        Assert.That((await raw.PostAsync(Unary, body)).Status, Is.EqualTo(StatusCode.Internal));
        Assert.That(await server.Client.UnaryAsync(new EchoMessage { Number = 1 }),
            Has.Property("Number").EqualTo(1));
    }

    [Test]
    public async Task A_stream_that_ends_inside_a_message_is_an_internal_error()
    {
        byte[] frame = RawCaller.Frame(new EchoMessage { Text = "whole" });
        RawAnswer answer = await raw.PostAsync(Collect, [.. frame, .. frame[..^1]]);
        Assert.That(answer.Status, Is.EqualTo(StatusCode.Internal));
    }

    [Test]
    public async Task A_length_beyond_the_limit_is_refused_before_it_arrives()
    {
        RawAnswer answer = await raw.PostAsync(Unary, [0, 0xff, 0xff, 0xff, 0xff, 1]);
        Assert.That(answer.Status, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [TestCase("5")]
    [TestCase("5x")]
    [TestCase("123456789m")]
    [TestCase("-1m")]
    public async Task A_malformed_timeout_is_an_internal_error(string timeout)
    {
        RawAnswer answer = await raw.PostAsync(
            Unary, RawCaller.Frame(new EchoMessage()), ("grpc-timeout", timeout));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.Internal));
    }

    [Test]
    public async Task Headers_that_are_no_metadata_are_ignored()
    {
        byte[] frame = RawCaller.Frame(new EchoMessage { Behaviour = Behaviour.Metadata });
        RawAnswer answer = await raw.PostAsync(
            Unary, frame, ("x!odd", "1"), ("x-bad-bin", "?"), ("X-Good", "2"));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.OK));
        Assert.That(answer.Trailers.Keys.Where(key => key.StartsWith('x')), Is.EqualTo(Good));
    }

    [Test]
    public async Task A_timeout_of_zero_is_over_at_once()
    {
        RawAnswer answer =
            await raw.PostAsync(Unary, RawCaller.Frame(new EchoMessage()), ("grpc-timeout", "0n"));
        Assert.That(answer.Status, Is.EqualTo(StatusCode.DeadlineExceeded));
    }
}

using Chain.Node.Peers;
using Chain.Tests.EndToEnd;
using Chain.Tests.Proto;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Peers;

/// <summary>A peer gets as much as it has need of; what is beyond waits, and others are served.</summary>
[CancelAfter(60_000)]
public class RateTests
{
    private const int CallsAtOnce = 200;
    private const int HandshakesAtOnce = 40;

    private PeerServer server = null!;

    [SetUp]
    public async Task Start() => server = await PeerServer.StartAsync();

    [TearDown]
    public ValueTask Stop() => server.DisposeAsync();

    [Test]
    public async Task Calls_beyond_the_rate_wait_for_their_turn()
    {
        using GrpcChannel greedy = server.Connect(1);
        using GrpcChannel modest = server.Connect(2);
        for (int i = 0; i < CallsAtOnce; i++) await AskAsync(greedy);
        Task next = AskAsync(greedy);
        await AskAsync(modest);
        Assert.That(next.IsCompleted, Is.False);
        await Wait.UntilAsync("its turn", () =>
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1) / PeerCalls.PerSecond);
            return next.IsCompleted;
        });
        await next;
    }

    [Test]
    public async Task A_call_that_is_given_up_while_it_waits_harms_nobody()
    {
        using GrpcChannel greedy = server.Connect(1);
        for (int i = 0; i < CallsAtOnce; i++) await AskAsync(greedy);
        using var given = new CancellationTokenSource();
        Task next = AskAsync(greedy, given.Token);
        await given.CancelAsync();
        Assert.That(async () => await next, Throws.TypeOf<RpcException>());
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(greedy);
    }

    [Test]
    public async Task The_connection_of_who_asks_on_beyond_its_bounds_is_closed()
    {
        using GrpcChannel greedy = server.Connect(1);
        for (int i = 0; i < CallsAtOnce; i++) await AskAsync(greedy);
        Task[] waiting = [.. Enumerable.Range(0, PeerCalls.Most).Select(_ => AskAsync(greedy))];
        StatusCode last = StatusCode.OK;
        for (int i = 0; last is StatusCode.OK or StatusCode.ResourceExhausted; i++)
        {
            Assert.That(i, Is.LessThan(1_000), "never closed");
            last = await StatusOfAsync(AskAsync(greedy));
        }
        // All that waited went with it.
        foreach (Task one in waiting) Assert.That(async () => await one, Throws.TypeOf<RpcException>());
        using GrpcChannel modest = server.Connect(2);
        await AskAsync(modest);
    }

    [Test]
    public async Task Handshakes_beyond_the_rate_of_an_address_wait_and_too_many_are_closed()
    {
        GrpcChannel[] channels = [.. Enumerable.Range(0, 200).Select(_ => server.Connect(1))];
        foreach (GrpcChannel channel in channels.Take(HandshakesAtOnce)) await AskAsync(channel);
        Task<StatusCode>[] rest =
            [.. channels.Skip(HandshakesAtOnce).Select(channel => StatusOfAsync(AskAsync(channel)))];
        await Wait.UntilAsync("most are closed", () =>
            rest.Count(one => one.IsCompleted) >= rest.Length - 2 * PeerHandshakes.PerSecond);
        Assert.That(rest.Where(one => one.IsCompleted).Select(one => one.Result),
            Has.All.EqualTo(StatusCode.Unavailable));
        Assert.That(rest.Count(one => !one.IsCompleted), Is.EqualTo(2 * PeerHandshakes.PerSecond));
        foreach (GrpcChannel channel in channels) channel.Dispose();
    }

    private static async Task AskAsync(GrpcChannel channel, CancellationToken cancel = default) =>
        await new PeerService.PeerServiceClient(channel).FetchBlockAsync(
            new FetchBlockRequest { Digest = ByteString.CopyFrom(Samples.Hash(1).Span) },
            cancellationToken: cancel);

    private static async Task<StatusCode> StatusOfAsync(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }
}

using Chain.Node.Peers;
using NUnit.Framework;

namespace Chain.Tests.Peers;

public class PeerStreamsTests
{
    [Test]
    public void A_peers_next_stream_ends_the_one_before_and_no_other_peers()
    {
        using var stopping = new CancellationTokenSource();
        var streams = new PeerStreams(4, stopping.Token);
        using PeerStreams.PeerStream other = streams.Open(2);
        using PeerStreams.PeerStream first = streams.Open(1);
        using PeerStreams.PeerStream second = streams.Open(1);
        Assert.That(first.Ended.IsCancellationRequested, Is.True);
        Assert.That(second.Ended.IsCancellationRequested, Is.False);
        Assert.That(other.Ended.IsCancellationRequested, Is.False);

        // The end of a stream that was replaced leaves its successor in place.
        first.Dispose();
        using PeerStreams.PeerStream third = streams.Open(1);
        Assert.That(second.Ended.IsCancellationRequested, Is.True);

        stopping.Cancel();
        Assert.That(third.Ended.IsCancellationRequested, Is.True);
        Assert.That(other.Ended.IsCancellationRequested, Is.True);
    }
}

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
        using PeerStream other = streams.Open(2);
        using PeerStream first = streams.Open(1);
        using PeerStream second = streams.Open(1);
        Assert.That(first.Ended.IsCancellationRequested, Is.True);
        Assert.That(second.Ended.IsCancellationRequested, Is.False);
        Assert.That(other.Ended.IsCancellationRequested, Is.False);

        // The end of a stream that was replaced leaves its successor in place.
        first.Dispose();
        using PeerStream third = streams.Open(1);
        Assert.That(second.Ended.IsCancellationRequested, Is.True);

        stopping.Cancel();
        Assert.That(third.Ended.IsCancellationRequested, Is.True);
        Assert.That(other.Ended.IsCancellationRequested, Is.True);
    }

    [Test]
    public void A_stream_that_is_over_holds_nothing()
    {
        using var stopping = new CancellationTokenSource();
        var streams = new PeerStreams(4, stopping.Token);
        PeerStream alone = streams.Open(1);
        alone.Dispose();
        Assert.That(IsDisposed(alone), Is.True);

        PeerStream replaced = streams.Open(1);
        using PeerStream next = streams.Open(1);
        Assert.That(IsDisposed(replaced), Is.False, "its reader is not done with it");
        replaced.Dispose();
        Assert.That(IsDisposed(replaced), Is.True);
    }

    [Test]
    public void A_stream_may_be_disposed_by_what_its_end_wakes()
    {
        using var stopping = new CancellationTokenSource();
        var streams = new PeerStreams(4, stopping.Token);
        PeerStream first = streams.Open(1);
        first.Ended.Register(first.Dispose);
        PeerStream second = streams.Open(1);
        Assert.That(IsDisposed(first), Is.True);

        second.Ended.Register(second.Dispose);
        stopping.Cancel();
        Assert.That(IsDisposed(second), Is.True);
    }

    private static bool IsDisposed(PeerStream stream)
    {
        try
        {
            return stream.Ended.WaitHandle.SafeWaitHandle.IsClosed;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}

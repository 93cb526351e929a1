using System.Threading.Channels;
using Chain.Consensus;

namespace Chain.Node.Ordering;

/// <summary>
/// What waits for the driver: one bounded queue per peer and one for the node itself, read in turn, so that
/// no peer's flood delays another's votes, and a peer that floods is made to wait on its own connection.
/// </summary>
public sealed class DriverInbox : IDisposable
{
    private const int PerPeer = 512;

    // Answers to the core's own requests; their number is bounded by the core, so a full queue is a bug.
    private const int Own = 8_192;

    private readonly Channel<Input>[] sources;
    // Without spinning: other nodes and the executor need the cores more.
    private readonly ManualResetEventSlim wake = new(initialState: false, spinCount: 0);

    /// <param name="peers">Number of validators; one queue each, the own number's stays unused.</param>
    public DriverInbox(int peers)
    {
        sources = new Channel<Input>[peers + 1];
        for (int i = 0; i < peers; i++) sources[i] = Create(PerPeer);
        sources[peers] = Create(Own);
    }

    /// <summary>A peer's message; waits while that peer's queue is full.</summary>
    public async ValueTask PostAsync(PeerId from, Verified<PeerMessage> message, CancellationToken cancel)
    {
        await sources[from.Value].Writer.WriteAsync(new Input.Received(from, message), cancel);
        wake.Set();
    }

    /// <summary>An answer of the node itself.</summary>
    public void Post(Input input)
    {
        bool written = sources[^1].Writer.TryWrite(input);
        Require.That(written);
        wake.Set();
    }

    /// <summary>Moves what waits into <paramref name="turn"/>, at most a share from each source.</summary>
    public void Take(List<Input> turn)
    {
        const int Share = 64;
        wake.Reset();
        foreach (Channel<Input> source in sources)
            for (int i = 0; i < Share && source.Reader.TryRead(out Input? input); i++)
                turn.Add(input);
        if (turn.Count > 0) wake.Set();
    }

    public bool IsEmpty => sources.All(source => source.Reader.Count == 0);

    /// <summary>Returns when something waits or the time is over.</summary>
    public void Wait(TimeSpan atMost, CancellationToken cancel) => wake.Wait(atMost, cancel);

    public void Dispose() => wake.Dispose();

    private static Channel<Input> Create(int capacity) =>
        Channel.CreateBounded<Input>(new BoundedChannelOptions(capacity) { SingleReader = true });
}

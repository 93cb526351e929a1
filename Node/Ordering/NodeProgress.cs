namespace Chain.Node.Ordering;

/// <summary>The newest committed block and what is known of the state after it.</summary>
/// <param name="Height">Its height.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="TimestampMs">Its timestamp.</param>
/// <param name="StateRoot">Root of the state after it.</param>
/// <param name="Transactions">Committed since this node's start.</param>
public sealed record CommittedHead(Height Height, Hash32 Digest, ulong TimestampMs, Hash32 StateRoot, ulong Transactions);

/// <summary>
/// Where the node stands, for everyone who asks or waits. Written by driver and executor, read by all.
/// </summary>
public sealed class NodeProgress(CommittedHead start)
{
    private readonly Lock gate = new();
    private volatile CommittedHead head = start;
    private TaskCompletionSource pulse = NewPulse();
    private ulong view;
    private volatile bool voting;

    public CommittedHead Head => head;

    public View View => new(Interlocked.Read(ref view));

    /// <summary>True while the own validator votes.</summary>
    public bool Voting => voting;

    public void Advance(View current, bool isVoting)
    {
        Interlocked.Exchange(ref view, current.Value);
        voting = isVoting;
    }

    public void Committed(CommittedHead next)
    {
        TaskCompletionSource fired;
        lock (gate)
        {
            head = next;
            fired = pulse;
            pulse = NewPulse();
        }
        fired.SetResult();
    }

    /// <summary>Completes when the head is at or above the height.</summary>
    public async Task ReachedAsync(Height height, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (head.Height >= height) return;
                next = pulse.Task;
            }
            await next.WaitAsync(cancel);
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

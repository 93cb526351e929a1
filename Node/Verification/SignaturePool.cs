namespace Chain.Node.Verification;

/// <summary>
/// Checks on a fixed number of threads behind a bounded queue. The threads are their own, so that votes never
/// wait for the thread pool behind signatures. A full queue is the node's first sign of overload: clients are
/// turned away, peers are made to wait.
/// </summary>
public sealed class SignaturePool : ITransactionVerifier, IDisposable
{
    private const int JobSize = 64;
    private const int QueuedJobs = 2_048;

    private readonly SemaphoreSlim room = new(QueuedJobs);
    private readonly Queue<Job> jobs = new();
    private readonly object gate = new();
    private readonly VerifiedSignatures verified = new();
    private readonly Thread[] workers;
    private bool stopped;

    public SignaturePool(int workers)
    {
        this.workers = [.. Enumerable.Range(0, workers).Select(
            _ => new Thread(Work) { Name = "signatures", IsBackground = true })];
        foreach (Thread worker in this.workers) worker.Start();
    }

    public Task<bool[]>? TryVerify(Transaction transaction) =>
        room.Wait(TimeSpan.Zero) ? Enqueue([transaction]) : null;

    public async Task<bool[]> VerifyAsync(IReadOnlyList<Transaction> batch, CancellationToken cancel)
    {
        var parts = new List<Task<bool[]>>(batch.Count / JobSize + 1);
        foreach (Transaction[] part in batch.Chunk(JobSize))
        {
            await room.WaitAsync(cancel);
            parts.Add(Enqueue(part));
        }
        bool[][] answers = await Task.WhenAll(parts);
        return answers.Length == 1 ? answers[0] : [.. answers.SelectMany(answer => answer)];
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread worker in workers) worker.Join();
        room.Dispose();
    }

    private Task<bool[]> Enqueue(Transaction[] items)
    {
        var job = new Job(items);
        lock (gate)
        {
            jobs.Enqueue(job);
            Monitor.Pulse(gate);
        }
        return job.Done.Task;
    }

    private void Work()
    {
        var keys = new SignerKeys();
        while (Next() is { } job) job.Done.SetResult(Array.ConvertAll(job.Items, item => Verify(item, keys)));
    }

    /// <summary>Waits without spinning: the cores have better things to do.</summary>
    /// <returns>Null when the pool is disposed.</returns>
    private Job? Next()
    {
        lock (gate)
        {
            while (jobs.Count == 0 && !stopped) Monitor.Wait(gate);
            if (stopped) return null;
            room.Release();
            return jobs.Dequeue();
        }
    }

    /// <summary>Its own signature first: only an account's own doing costs the other checks.</summary>
    private bool Verify(Transaction transaction, SignerKeys keys)
    {
        if (verified.Contains(transaction)) return true;
        if (!Holds(keys, transaction.Signer, transaction.Id, transaction.Signature)) return false;
        if (transaction.Signatures > 1)
            foreach (InnerSignature inner in InnerSignatures.Of(transaction.Body))
                if (!Holds(keys, inner.Key, inner.Digest, inner.Signature)) return false;
        verified.Add(transaction);
        return true;
    }

    private static bool Holds(SignerKeys keys, PublicKey key, Hash32 digest, Signature signature) =>
        keys.Of(key)?.SigVerifyBIP340(digest.Span, signature.Span) == true;

    private sealed record Job(Transaction[] Items)
    {
        public TaskCompletionSource<bool[]> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

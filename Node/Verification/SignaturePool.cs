using System.Threading.Channels;
using Chain.Crypto;

namespace Chain.Node.Verification;

/// <summary>
/// Checks transaction signatures on a fixed number of workers behind a bounded queue. A full queue is the node's first
/// sign of overload: clients are turned away, peers are made to wait.
/// </summary>
public sealed class SignaturePool : IAsyncDisposable
{
    private const int JobSize = 64;
    private const int QueuedJobs = 512;

    private readonly Channel<Job> jobs = Channel.CreateBounded<Job>(QueuedJobs);
    private readonly Task[] workers;

    public SignaturePool(int workers) =>
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))];

    /// <summary>Checks one transaction of a client; null when the queue is full.</summary>
    public Task<bool[]>? TryVerify(Transaction transaction)
    {
        var job = new Job([transaction]);
        return jobs.Writer.TryWrite(job) ? job.Done.Task : null;
    }

    /// <summary>Checks a batch of a peer, waiting for room; the answers are in the order of the batch.</summary>
    public async Task<bool[]> VerifyAsync(IReadOnlyList<Transaction> batch, CancellationToken cancel)
    {
        var parts = new List<Job>(batch.Count / JobSize + 1);
        for (int start = 0; start < batch.Count; start += JobSize)
        {
            var part = new Job([.. batch.Skip(start).Take(JobSize)]);
            await jobs.Writer.WriteAsync(part, cancel);
            parts.Add(part);
        }
        bool[][] answers = await Task.WhenAll(parts.Select(part => part.Done.Task));
        return answers.Length == 1 ? answers[0] : [.. answers.SelectMany(answer => answer)];
    }

    public static bool Verify(Transaction transaction)
    {
        Hash32 key = transaction.Signer.Bytes;
        Hash32 id = transaction.Id;
        Signature signature = transaction.Signature;
        return Bip340.Verify(key.Span, id.Span, signature.Span);
    }

    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await Task.WhenAll(workers);
    }

    private async Task WorkAsync()
    {
        await foreach (Job job in jobs.Reader.ReadAllAsync())
            job.Done.SetResult(Array.ConvertAll(job.Items, Verify));
    }

    private sealed record Job(Transaction[] Items)
    {
        public TaskCompletionSource<bool[]> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

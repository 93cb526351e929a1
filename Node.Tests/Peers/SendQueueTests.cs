using Chain.Node.Peers;
using NUnit.Framework;

namespace Chain.Tests.Peers;

public class SendQueueTests
{
    [TestCase(1, 3, TestName = "bounded in number")]
    [TestCase(40, 2, TestName = "bounded in bytes")]
    public void The_newest_stay(int size, int stay)
    {
        var queue = new SendQueue<byte[]>(most: 3, mostBytes: 100, item => item.Length);
        byte[][] items = [.. Enumerable.Range(0, 10).Select(_ => new byte[size])];
        foreach (byte[] item in items)
        {
            queue.Add(item);
            Assert.That(queue.Bytes, Is.AtMost(100));
        }
        foreach (byte[] item in items.TakeLast(stay))
        {
            Assert.That(queue.TryTake(out byte[]? taken), Is.True);
            Assert.That(taken, Is.SameAs(item));
        }
        Assert.That(queue.TryTake(out _), Is.False);
        Assert.That(queue.Bytes, Is.Zero);
    }

    [Test]
    public async Task Who_waits_hears_of_the_next_item()
    {
        var queue = new SendQueue<string>(most: 3, mostBytes: 100, item => item.Length);
        Task waiting = queue.WaitAsync(CancellationToken.None);
        Task another = queue.WaitAsync(CancellationToken.None);
        Assert.That(waiting.IsCompleted, Is.False);
        queue.Add("word");
        await Task.WhenAll(waiting, another);
    }
}

using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Tests.EndToEnd;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>
/// All votes that validators ever had in their journals, as far as one looked: a journal forgets what is
/// committed, so it is read whenever its validator is down. Knows the rules of voting by itself.
/// </summary>
internal sealed class VoteAudit(Testnet net)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Node, VoteKind Kind, View View), Hash32> votes = [];
    private readonly Hash32 chain = net.Consortium.Genesis.ComputeHash();

    /// <summary>Different votes seen.</summary>
    public int Count
    {
        get
        {
            lock (gate) return votes.Count;
        }
    }

    /// <summary>Takes a copy of the journal; the validator is down until it returns.</summary>
    /// <returns>The reading of the copy; fails where a vote contradicts another.</returns>
    public Task LookAsync(NodeProcess node)
    {
        string copy = Directory.CreateDirectory(
            Path.Combine(net.Home.Root, "looks", Guid.NewGuid().ToString("N"))).FullName;
        foreach (string file in Directory.EnumerateFiles(node.Data))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return Task.Run(() =>
        {
            using (ChainStore store = ChainStore.Open(copy, chain))
                Check(node, [.. store.ReadJournal().Select(
                    record => JournalCodec.Decode(record.Bytes.Span))]);
            Directory.Delete(copy, recursive: true);
        });
    }

    /// <summary>Nobody has seen two votes of one validator that contradict each other.</summary>
    public async Task CheckLogsAsync()
    {
        foreach (NodeProcess node in net.Nodes)
        {
            string said = await File.ReadAllTextAsync(node.Log);
            Assert.That(said, Does.Not.Contain("contradicting votes"), node.Name);
            Assert.That(said, Does.Not.Contain("a bug was caught"), node.Name);
        }
    }

    private void Check(NodeProcess node, IReadOnlyList<JournalRecord?> records)
    {
        Assert.That(records, Has.None.Null, $"{node.Name} has an unreadable record");
        var givenUp = new HashSet<View>();
        lock (gate)
        {
            foreach (JournalRecord.OwnVote own in records.OfType<JournalRecord.OwnVote>())
            {
                Vote vote = own.Vote;
                string where = $"{node.Name}: {vote.Kind} in view {vote.View}";
                Assert.That(vote.Voter, Is.EqualTo(node.Number), where);
                if (vote.Kind == VoteKind.ViewChange) givenUp.Add(vote.View);
                else Assert.That(givenUp, Does.Not.Contain(vote.View), $"{where} after ViewChange");
                if (votes.TryGetValue((node.Number, vote.Kind, vote.View), out Hash32 before))
                    Assert.That(vote.Digest, Is.EqualTo(before), $"{where} twice");
                votes[(node.Number, vote.Kind, vote.View)] = vote.Digest;
                bool both = votes.ContainsKey((node.Number, VoteKind.Commit, vote.View))
                    && votes.ContainsKey((node.Number, VoteKind.ViewChange, vote.View));
                Assert.That(both, Is.False, $"{where}: Commit and ViewChange");
            }
        }
    }
}

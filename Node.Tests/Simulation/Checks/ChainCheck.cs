using Chain.Ledger.Storage;
using Chain.Tests.Simulation.Disk;

namespace Chain.Tests.Simulation.Checks;

/// <summary>
/// One block per height, everywhere and for ever, with its body and with one state; nothing committed is ever
/// lost; certificates are real; no correct node stops itself without a reason from outside.
/// </summary>
internal sealed class ChainCheck(World world)
{
    // Beside what it may grow to lies what is still needed.
    private const int JournalLimit = 128;
    private const int JournalPerView = 8;
    private const int JournalCeiling = 4_096;

    private readonly Dictionary<ulong, Hash32> decided = [];
    private readonly Dictionary<ulong, Hash32> stateRoots = [];
    private readonly Dictionary<SimNode, BlockHeader> visible = [];
    private readonly Dictionary<SimNode, ulong> durableHeight = [];
    private readonly Dictionary<SimNode, ulong> viewOfCommit = [];
    private readonly HashSet<string> honest = [];
    private readonly HashSet<string> prepared = [];
    private readonly HashSet<string> refused = [];

    /// <summary>Height of the longest chain seen.</summary>
    public ulong Highest { get; private set; }

    /// <summary>In the longest chain seen.</summary>
    public long Transactions { get; private set; }

    /// <summary>A node made this visible to itself and to whoever asks it.</summary>
    public void Written(SimNode node, IReadOnlyList<SimBatch.Change> changes)
    {
        ulong newest = 0;
        foreach (object record in DiskRecords.Of(changes))
        {
            switch (record)
            {
                case CommittedRow row:
                    Committed(node, row);
                    break;
                case HeadMarker head:
                    Stands(node, head);
                    break;
                default:
                    break;
            }
        }
        foreach (SimBatch.Change change in changes)
            if (change is { Family: Family.Journal, Value: not null })
                newest = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(change.Key);
        if (newest > 0) JournalIs(node, newest);
    }

    /// <summary>A write reached the platter.</summary>
    public void Durable(SimNode node, IReadOnlyList<SimBatch.Change> changes)
    {
        foreach (CommittedRow row in DiskRecords.Of(changes).OfType<CommittedRow>())
            durableHeight[node] = row.Header.Height.Value;
    }

    /// <summary>After a start, a node stands no lower than its platter did.</summary>
    public void Started(SimNode node)
    {
        ulong before = durableHeight.GetValueOrDefault(node);
        if (node.Height.Value < before && !node.Forgetful)
            Fail(node, $"lost committed blocks: {before} before the restart, {node.Height} after");
        visible.Remove(node);
    }

    /// <summary>It starts from what another disk holds.</summary>
    public void DiskSwapped(SimNode node) => durableHeight.Remove(node);

    public static void StoppedItself(SimNode node, StoreException error)
    {
        bool outside = error.Kind switch
        {
            StoreErrorKind.DiskFull or StoreErrorKind.Io => node.FailWrites is not null,
            var kind when Nemesis.IsDamage(kind) => node.Forgetful,
            _ => false,
        };
        if (!outside) Fail(node, $"stops itself: {error}");
    }

    /// <summary>A node that is well proposes this: nobody has a reason to find it invalid.</summary>
    public void Proposed(SimNode node, Hash32 digest)
    {
        if (!node.Forgetful) honest.Add(digest.Short);
    }

    /// <summary>A node that is well prepares this: no other such node finds it invalid.</summary>
    public void Prepared(SimNode node, Hash32 digest)
    {
        if (node.Forgetful) return;
        prepared.Add(digest.Short);
        if (refused.Contains(digest.Short))
            Fail(node, $"prepares {digest.Short}, which others found invalid");
    }

    /// <summary>It warns of something.</summary>
    public void Warned(SimNode node, string message)
    {
        if (!node.IsCorrect || node.Forgetful) return;
        if (!message.StartsWith("block ", StringComparison.Ordinal)) return;
        string digest = message.Split(' ')[1];
        if (honest.Contains(digest)) Fail(node, $"refuses an honest block: {message}");
        if (prepared.Contains(digest)) Fail(node, $"refuses what others prepared: {message}");
        refused.Add(digest);
    }

    /// <summary>It says something critical.</summary>
    public void Alarmed(SimNode node, string message)
    {
        if (message.Contains("does not vote", StringComparison.Ordinal)) node.StoppedVoting = true;
        if (!node.IsCorrect || node.Forgetful) return;
        // "validator 3 signed two contradicting votes": a word against one who may not have done it.
        if (message.Contains("contradicting", StringComparison.Ordinal)
            && Array.Find(world.Nodes, one => (!one.IsCorrect || one.Forgetful)
                && message.StartsWith($"validator {one.Number} ", StringComparison.Ordinal)) is { } liar)
        {
            world.Faults.Add(FaultKind.EvidenceFound);
            world.Offences.Accused(node, liar.Number);
            return;
        }
        Fail(node, $"a correct node raises an alarm: {message}");
    }

    private void Committed(SimNode node, CommittedRow row)
    {
        BlockHeader header = row.Header;
        if (row.Certificate is { } by) viewOfCommit[node] = by.View.Value;
        if (!node.IsCorrect) return;
        if (row.Certificate is { } certificate) Check(node, header, certificate);
        ulong height = header.Height.Value;
        if (decided.TryGetValue(height, out Hash32 other) && other != header.Digest)
            Fail(node, $"FORK at height {height}: {header.Digest.Short} and {other.Short}");
        if (height > Highest)
        {
            Highest = height;
            Transactions += header.TransactionCount;
        }
        decided[height] = header.Digest;
        if (stateRoots.TryGetValue(height - 1, out Hash32 root) && root != header.StateRoot)
            Fail(node, $"commits {header.Digest.Short}, which names another state of its parent");
        if (visible.TryGetValue(node, out BlockHeader? below)
            && (header.Parent != below.Digest || height != below.Height.Value + 1
                || header.TimestampMs <= below.TimestampMs))
            Fail(node, $"commits {header.Digest.Short} at height {height}, not on its chain");
        visible[node] = header;
    }

    private void Stands(SimNode node, HeadMarker head)
    {
        if (!node.IsCorrect || head.Height == default) return;
        ulong height = head.Height.Value;
        if (stateRoots.TryGetValue(height, out Hash32 other) && other != head.StateRoot)
            Fail(node, $"another state after block {height}: {head.StateRoot.Short}, not {other.Short}");
        stateRoots[height] = head.StateRoot;
        if (visible.GetValueOrDefault(node)?.Digest != head.Digest)
            Fail(node, $"stands at {head.Digest.Short}, which it did not commit last");
        byte[] body = [.. Number(height), .. head.Digest.Span];
        if (node.Disk.Live.Of(Family.Bodies).Find(body) is null)
            Fail(node, $"commits {head.Digest.Short} without its bodies");
    }

    private void Check(SimNode node, BlockHeader header, Certificate certificate)
    {
        int validators = world.Mix.Validators;
        int quorum = validators - (validators - 1) / 3;
        if (certificate.Kind != VoteKind.Commit || certificate.Digest != header.Digest)
            Fail(node, "commits by a certificate of something else");
        if (certificate.Voters.Count < quorum) Fail(node, $"commits by {certificate.Voters.Count} votes");
        if (!world.Signed.IsSigned(certificate)) Fail(node, "commits by a forged certificate");
    }

    private void JournalIs(SimNode node, ulong newest)
    {
        PersistentMap.Entry oldest = node.Disk.Live.Of(Family.Journal).AtOrAbove([])!;
        ulong first = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(oldest.Key);
        ulong records = newest - first + 1;
        ulong view = node.View.Value;
        ulong views = view - Math.Min(view, viewOfCommit.GetValueOrDefault(node));
        // One that is behind keeps the newest blocks that it fetched until it gets there.
        ulong head = node.Height.Value;
        ulong most = JournalLimit + (ulong)world.Mix.JournalRecords;
        ulong behind = Highest > head ? Highest - head : 0;
        if (records > Math.Min(JournalCeiling, most + JournalPerView * views + 2 * behind))
            Fail(node, $"a journal of {records} records {views} views after a commit, {behind} behind");
    }

    private static byte[] Number(ulong number)
    {
        byte[] bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    private static void Fail(SimNode node, string what) =>
        throw new SafetyViolationException($"v{node.Number}: {what}");
}

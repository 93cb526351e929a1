using Chain.Consensus;

namespace Chain.Tests.Simulation.Checks;

/// <summary>
/// One block per height, everywhere and for ever; nothing committed is ever lost; certificates are real.
/// </summary>
public sealed class ChainCheck(World world)
{
    private const int JournalLimit = 64;
    private const int JournalPerView = 8;
    private const int JournalCeiling = 4_096;

    private readonly Dictionary<ulong, Hash32> decided = [];
    private readonly Dictionary<int, ulong> durableHeight = [];
    private readonly Dictionary<int, int> viewsSinceCommit = [];

    /// <summary>Height of the longest chain seen.</summary>
    public ulong Highest { get; private set; }

    public void Committed(SimNode node, Effect.Committed committed)
    {
        viewsSinceCommit[node.Number] = 0;
        if (!node.IsCorrect) return;
        CheckCertificate(node, committed);
        ChainHead head = node.Head;
        foreach (BlockOutline block in committed.Blocks)
        {
            BlockHeader header = block.Header;
            if (header.Parent != head.Digest || header.Height.Value != head.Height.Value + 1)
                Fail(node, $"commits {block.Digest.Short} at height {header.Height}, not on its chain");
            if (header.TimestampMs <= head.TimestampMs)
                Fail(node, $"commits a timestamp not above the parent's");
            if (world.Ledger.Judge(block.Digest) != BlockVerdict.Valid)
                Fail(node, $"commits the invalid block {block.Digest.Short} at height {header.Height}");
            if (!node.App.Has(block.Digest)) Fail(node, $"commits {block.Digest.Short} without its bodies");
            head = DiskState.HeadOf(block);
        }
    }

    /// <summary>
    /// These blocks are on the platter, and so may be shown to anyone. Not before: a Commit that completed
    /// the quorum and was lost in a crash has decided nothing.
    /// </summary>
    public void Durable(SimNode node, Effect.Committed committed)
    {
        durableHeight[node.Number] = committed.Blocks[^1].Header.Height.Value;
        if (!node.IsCorrect) return;
        foreach (BlockOutline block in committed.Blocks)
        {
            ulong height = block.Header.Height.Value;
            if (decided.TryGetValue(height, out Hash32 other) && other != block.Digest)
                Fail(node, $"FORK at height {height}: {block.Digest.Short} and {other.Short}");
            decided[height] = block.Digest;
            Highest = Math.Max(Highest, height);
        }
    }

    /// <summary>
    /// After a start, the replica stands where its disk stands, and the disk keeps what was decided.
    /// </summary>
    public void Restarted(SimNode node, ChainHead said)
    {
        ChainHead stored = node.Head;
        if (said != stored) Fail(node, $"starts at height {said.Height}, but stored {stored.Height}");
        ulong before = durableHeight.GetValueOrDefault(node.Number);
        if (stored.Height.Value < before && !node.Forgetful && !node.Rejoins)
            Fail(node, $"lost committed blocks: {before} before the restart, {stored.Height} after");
    }

    /// <summary>Its disk is gone: it starts from nothing.</summary>
    public void Wiped(SimNode node) => durableHeight.Remove(node.Number);

    public static void Stopped(SimNode node, string reason)
    {
        if (!node.IsCorrect || node.Forgetful || node.Rejoins || !node.IsValidator) return;
        Fail(node, $"a correct replica stops voting: {reason}");
    }

    public static void Halted(SimNode node, string reason)
    {
        if (node.IsCorrect) Fail(node, $"a correct replica halts: {reason}");
    }

    public void EnteredView(SimNode node) =>
        viewsSinceCommit[node.Number] = viewsSinceCommit.GetValueOrDefault(node.Number) + 1;

    public void JournalIs(SimNode node, int records)
    {
        int views = viewsSinceCommit.GetValueOrDefault(node.Number);
        // One that is behind keeps the newest blocks that it fetched until it gets there.
        ulong head = node.Head.Height.Value;
        int behind = Highest > head ? (int)(Highest - head) : 0;
        if (records > Math.Min(JournalCeiling, JournalLimit + JournalPerView * views + 2 * behind))
            Fail(node, $"a journal of {records} records {views} views after a commit, {behind} behind");
    }

    private void CheckCertificate(SimNode node, Effect.Committed committed)
    {
        Certificate certificate = committed.Certificate;
        int validators = world.Mix.Validators;
        int quorum = validators - (validators - 1) / 3;
        if (certificate.Kind != VoteKind.Commit || certificate.Digest != committed.Blocks[^1].Digest)
            Fail(node, "commits by a certificate of something else");
        if (certificate.Voters.Count < quorum) Fail(node, $"commits by {certificate.Voters.Count} votes");
        if (!world.Keys.IsSigned(certificate)) Fail(node, "commits by a forged certificate");
    }

    private static void Fail(SimNode node, string what) =>
        throw new SafetyViolationException($"n{node.Number}: {what}");
}

namespace Chain.Node.Pool;

/// <summary>What became of a transaction offered to the pool.</summary>
public enum Admission
{
    Added,

    /// <summary>The same transaction waits already.</summary>
    Known,

    /// <summary>Its account has <see cref="Limits.MempoolPerAccount"/> waiting.</summary>
    AccountFull,

    /// <summary>The pool is full; come back later.</summary>
    PoolFull,
}

/// <summary>
/// Verified transactions waiting for a block: bounded in count and bytes, a queue per account, and served to
/// the leader one transaction per account in turn, so that a flood from one account delays only itself. Safe
/// for many threads.
/// </summary>
/// <param name="clock">The system's when null.</param>
public sealed class Mempool(TimeProvider? clock = null)
{
    // So few may be all that the leader has not got; of more it has some and makes a block.
    private const int Few = 64;

    // Gossip reaches a leader sooner, if it does at all.
    private const int SpreadMs = 1_000;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly Lock gate = new();
    private readonly Dictionary<Hash32, LinkedListNode<Waiting>> byId = [];
    private readonly Dictionary<AccountId, AccountQueue> byAccount = [];

    // Accounts in the order they are served; the front one is next.
    private readonly LinkedList<AccountQueue> turn = new();
    private readonly NewestCommitted committed = new();
    private long bytes;

    /// <summary>Waiting transactions.</summary>
    public int Count
    {
        get
        {
            lock (gate) return byId.Count;
        }
    }

    public Admission Add(Transaction transaction)
    {
        lock (gate)
        {
            if (byId.ContainsKey(transaction.Id)) return Admission.Known;
            if (byId.Count >= Limits.MempoolTransactions || bytes + transaction.Bytes.Length > Limits.MempoolBytes)
                return Admission.PoolFull;
            if (!byAccount.TryGetValue(transaction.Account, out AccountQueue? queue))
            {
                queue = new AccountQueue(transaction.Account);
                byAccount.Add(transaction.Account, queue);
                turn.AddLast(queue.Turn);
            }
            if (queue.Waiting.Count >= Limits.MempoolPerAccount) return Admission.AccountFull;
            byId.Add(transaction.Id, queue.Waiting.AddLast(new Waiting(transaction, NowMs)));
            bytes += transaction.Bytes.Length;
            return Admission.Added;
        }
    }

    public Transaction? Find(Hash32 id)
    {
        lock (gate) return byId.GetValueOrDefault(id)?.Value.Transaction;
    }

    /// <summary>Bodies by id in order; null where unknown.</summary>
    public Transaction?[] Find(IReadOnlyList<Hash32> ids)
    {
        var found = new Transaction?[ids.Count];
        lock (gate)
            for (int i = 0; i < found.Length; i++)
                found[i] = byId.GetValueOrDefault(ids[i])?.Value.Transaction;
        return found;
    }

    /// <summary>
    /// Transactions for the next block, one per account in turn, until <paramref name="take"/> says
    /// <see cref="Pick.Stop"/>. What is taken stays in the pool until it commits or expires.
    /// </summary>
    public void Select(Func<Transaction, Pick> take) => Visit(waiting => take(waiting.Transaction));

    /// <summary>True while it waits here, and for a while after it has committed.</summary>
    public bool Knows(Hash32 id)
    {
        lock (gate) return byId.ContainsKey(id) || committed.Contains(id);
    }

    /// <summary>Drops what has committed.</summary>
    public void Remove(IReadOnlyList<Hash32> ids)
    {
        lock (gate)
        {
            foreach (Hash32 id in ids)
            {
                RemoveOne(id);
                committed.Add(id);
            }
        }
    }

    /// <summary>
    /// Drops what can no longer be included at <paramref name="timestampMs"/>; returns their ids.
    /// </summary>
    public IReadOnlyList<Hash32> Expire(ulong timestampMs)
    {
        lock (gate)
        {
            List<Hash32> expired =
                [.. byId.Values.Select(node => node.Value.Transaction)
                    .Where(waiting => waiting.ValidUntilMs < timestampMs).Select(waiting => waiting.Id)];
            foreach (Hash32 id in expired) RemoveOne(id);
            return expired;
        }
    }

    /// <summary>
    /// What a leader may not have (C-32): all while they are few, else those that have waited for a second,
    /// and again after each doubling of their wait; one per account in turn.
    /// </summary>
    public IReadOnlyList<Transaction> Unspread(int max)
    {
        var unspread = new List<Transaction>();
        long now = NowMs;
        bool all = Count <= Few;
        Visit(waiting =>
        {
            if (unspread.Count >= max) return Pick.Stop;
            if (!all && now < waiting.DueMs) return Pick.Skip;
            waiting.DueMs = now + Math.Max(SpreadMs, now - waiting.SinceMs);
            unspread.Add(waiting.Transaction);
            return Pick.Taken;
        });
        return unspread;
    }

    private long NowMs => (long)clock.GetElapsedTime(0).TotalMilliseconds;

    private void Visit(Func<Waiting, Pick> take)
    {
        lock (gate)
        {
            if (turn.First is not { } first) return;
            var cursors = new List<LinkedListNode<Waiting>>(turn.Count);
            for (LinkedListNode<AccountQueue>? queue = first; queue is not null; queue = queue.Next)
                cursors.Add(queue.Value.Waiting.First!);
            // The next block starts with another account.
            turn.RemoveFirst();
            turn.AddLast(first);
            Serve(cursors, take);
        }
    }

    private static void Serve(List<LinkedListNode<Waiting>> cursors, Func<Waiting, Pick> take)
    {
        while (cursors.Count > 0)
        {
            int kept = 0;
            for (int i = 0; i < cursors.Count; i++)
            {
                LinkedListNode<Waiting>? cursor = cursors[i];
                Pick pick = Pick.Skip;
                while (cursor is not null && pick == Pick.Skip)
                {
                    pick = take(cursor.Value);
                    cursor = cursor.Next;
                }
                if (pick == Pick.Stop) return;
                if (cursor is not null && pick == Pick.Taken) cursors[kept++] = cursor;
            }
            cursors.RemoveRange(kept, cursors.Count - kept);
        }
    }

    private void RemoveOne(Hash32 id)
    {
        if (!byId.Remove(id, out LinkedListNode<Waiting>? node)) return;
        bytes -= node.Value.Transaction.Bytes.Length;
        AccountQueue queue = byAccount[node.Value.Transaction.Account];
        queue.Waiting.Remove(node);
        if (queue.Waiting.Count > 0) return;
        byAccount.Remove(queue.Account);
        turn.Remove(queue.Turn);
    }

    private sealed class Waiting(Transaction transaction, long sinceMs)
    {
        public Transaction Transaction => transaction;
        public long SinceMs => sinceMs;
        public long DueMs { get; set; } = sinceMs + SpreadMs;
    }

    private sealed class AccountQueue
    {
        public AccountQueue(AccountId account)
        {
            Account = account;
            Turn = new LinkedListNode<AccountQueue>(this);
        }

        public AccountId Account { get; }
        public LinkedList<Waiting> Waiting { get; } = new();
        public LinkedListNode<AccountQueue> Turn { get; }
    }
}

/// <summary>A leader's answer about one waiting transaction.</summary>
public enum Pick
{
    Taken,

    /// <summary>Not this one (in an ancestor, or not includable now); the account's next may do.</summary>
    Skip,

    /// <summary>This account has had its share.</summary>
    NextAccount,

    /// <summary>The block is full.</summary>
    Stop,
}

namespace Chain.Node.Verification;

/// <summary>
/// Signatures found good lately: a transaction often comes twice, by gossip and with a block that overtook
/// it. Bounded, the oldest are forgotten first. Thread-safe.
/// </summary>
internal sealed class VerifiedSignatures
{
    private const int Remembered = 1 << 14;

    private readonly Lock gate = new();
    private readonly HashSet<(Hash32 Id, Signature Signature)> good = [];
    private readonly Queue<(Hash32 Id, Signature Signature)> order = new();

    public bool Contains(Transaction transaction)
    {
        lock (gate) return good.Contains((transaction.Id, transaction.Signature));
    }

    public void Add(Transaction transaction)
    {
        lock (gate)
        {
            if (!good.Add((transaction.Id, transaction.Signature))) return;
            order.Enqueue((transaction.Id, transaction.Signature));
            if (order.Count > Remembered) good.Remove(order.Dequeue());
        }
    }
}

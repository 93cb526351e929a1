using Chain.Consensus;
using Chain.Node.Ordering;

namespace Chain.Node.Pool;

/// <summary>Tells the core when the pool turns from empty to not and back; only changes are told.</summary>
public sealed class WorkSignal(Mempool pool, DriverInbox inbox)
{
    private readonly Lock gate = new();
    private bool told;

    public void Update()
    {
        lock (gate)
        {
            bool pending = pool.Count > 0;
            if (pending == told) return;
            told = pending;
            inbox.Post(new Input.WorkChanged(pending));
        }
    }
}

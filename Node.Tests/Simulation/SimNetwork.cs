namespace Chain.Tests.Simulation;

/// <summary>Links between nodes: each direction has its own delay, loss and cuts.</summary>
internal sealed class SimNetwork
{
    private readonly VirtualTime time;
    private readonly FaultCounts faults;
    private readonly Prng prng;
    private readonly int size;
    private readonly int[,] latencyUs;
    private readonly long[,] slowUntil;
    private readonly long[,] cloggedUntil;
    private readonly int[,] cuts;
    private readonly bool[,] cutForever;
    private readonly long[,] lastArrival;
    private readonly Action<int, int, NodeMessage> deliver;

    public SimNetwork(
        VirtualTime time, FaultMix mix, FaultCounts faults, Prng prng, Action<int, int, NodeMessage> deliver)
    {
        (this.time, this.faults, this.prng, this.deliver) = (time, faults, prng, deliver);
        size = mix.Validators;
        latencyUs = new int[size, size];
        slowUntil = new long[size, size];
        cloggedUntil = new long[size, size];
        cuts = new int[size, size];
        cutForever = new bool[size, size];
        lastArrival = new long[size, size];
        foreach ((int from, int to) in Links()) latencyUs[from, to] = prng.Between(500, mix.LatencyUs);
        (LossPermille, DuplicatePermille, JitterUs) = (mix.LossPermille, mix.DuplicatePermille, mix.JitterUs);
    }

    public int LossPermille { get; set; }
    public int DuplicatePermille { get; set; }
    public int JitterUs { get; set; }

    /// <summary>A message on its way is delivered even when the link is cut meanwhile.</summary>
    public void Send(int from, int to, NodeMessage message)
    {
        if (from == to) return;
        if (cuts[from, to] > 0 || cutForever[from, to])
        {
            faults.Add(FaultKind.MessageCut);
            return;
        }
        if (prng.Permille(LossPermille))
        {
            faults.Add(FaultKind.MessageLost);
            return;
        }
        Carry(from, to, message);
        if (!prng.Permille(DuplicatePermille)) return;
        faults.Add(FaultKind.MessageDuplicated);
        Carry(from, to, message);
    }

    public void Cut(int from, int to) => cuts[from, to]++;

    public void Mend(int from, int to) => cuts[from, to]--;

    public void CutForever(int from, int to) => cutForever[from, to] = true;

    public void Slow(int from, int to, long untilUs) => slowUntil[from, to] = untilUs;

    public void Clog(int from, int to, long untilUs) => cloggedUntil[from, to] = untilUs;

    /// <summary>Faults end; permanent cuts stay.</summary>
    public void Heal()
    {
        (LossPermille, DuplicatePermille) = (0, 0);
        JitterUs = Math.Min(JitterUs, 20_000);
        foreach ((int from, int to) in Links())
            (cuts[from, to], slowUntil[from, to], cloggedUntil[from, to]) = (0, 0, 0);
    }

    private IEnumerable<(int From, int To)> Links()
    {
        for (int from = 0; from < size; from++)
            for (int to = 0; to < size; to++)
                yield return (from, to);
    }

    private void Carry(int from, int to, NodeMessage message)
    {
        long delay = latencyUs[from, to] + prng.Below(JitterUs + 1);
        if (slowUntil[from, to] > time.NowUs) delay += prng.Between(300_000, 2_000_000);
        delay = Math.Max(delay, cloggedUntil[from, to] - time.NowUs);
        long arrival = time.NowUs + delay;
        if (arrival < lastArrival[from, to]) faults.Add(FaultKind.MessageReordered);
        lastArrival[from, to] = Math.Max(arrival, lastArrival[from, to]);
        time.After(delay, () => deliver(from, to, message));
    }
}

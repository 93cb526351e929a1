namespace Chain.Consensus;

/// <summary>One validator's or observer's part in ordering blocks: pure, total, deterministic.</summary>
public sealed class Replica(ReplicaConfig config, Recovered recovered)
{
    private readonly Recovered recovered = recovered;

    /// <summary>When to call <see cref="Step"/> with <see cref="Input.Tick"/>, monotonic; null for never.</summary>
    public long? NextDeadlineMs { get; private set; }

    /// <summary>The view it stands in.</summary>
    public View View { get; private set; } = new(1);

    /// <summary>Last block handed out in <see cref="Effect.Committed"/>, or recovered.</summary>
    public ChainHead Head => recovered.Head;

    /// <summary>True while it may vote.</summary>
    public bool Voting { get; private set; }

    /// <summary>Feeds one input and appends what is to be done; never throws on a peer's data.</summary>
    public void Step(Now now, Input input, List<Effect> effects)
    {
        (View, Voting) = (new View(1), false);
        NextDeadlineMs = now.MonotonicMs + config.Timing.FetchMs;
        if (input is Input.Tick && recovered.Records.Count == 0) effects.Add(new Effect.VotingStopped("no journal"));
    }
}

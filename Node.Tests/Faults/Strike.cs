namespace Chain.Tests.Faults;

/// <summary>One blow; times in milliseconds from the round's beginning.</summary>
internal abstract record Strike(int AtMs)
{
    /// <summary>
    /// <c>kill -9</c>, a while down, a start; killed again so long after the start, if at all.
    /// </summary>
    public sealed record Kill(int AtMs, int Node, int DownMs, int? AgainMs) : Strike(AtMs)
    {
        public override string ToString() =>
            $"{AtMs} kill node{Node + 1}, down {DownMs}{(AgainMs is null ? "" : $", again {AgainMs}")}";
    }

    /// <summary>SIGSTOP, then SIGCONT.</summary>
    public sealed record Freeze(int AtMs, int Node, int ForMs) : Strike(AtMs)
    {
        public override string ToString() => $"{AtMs} freeze node{Node + 1} for {ForMs}";
    }

    /// <summary>A link fails and heals.</summary>
    public sealed record Break(int AtMs, int From, int To, LinkFault Fault, int ForMs) : Strike(AtMs)
    {
        public override string ToString() => $"{AtMs} link {From + 1}-{To + 1} {Fault} for {ForMs}";
    }

    /// <summary>The connections of a link close; new ones stand.</summary>
    public sealed record Drop(int AtMs, int From, int To) : Strike(AtMs)
    {
        public override string ToString() => $"{AtMs} link {From + 1}-{To + 1} drops";
    }
}

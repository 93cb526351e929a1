namespace Chain.Tests.Faults;

/// <summary>
/// What a link does to the connections that go over it. One way is forth, the answers come back.
/// </summary>
public sealed record LinkFault
{
    /// <summary>Carries everything at once.</summary>
    public static readonly LinkFault None = new();

    /// <summary>Every byte comes so much later.</summary>
    public int DelayMs { get; init; }

    /// <summary>At most this comes on top, drawn for each piece; order within a connection stays.</summary>
    public int JitterMs { get; init; }

    /// <summary>
    /// Every second new connection is this much later than its neighbours, so that what was said first on one
    /// arrives after what was said later on another.
    /// </summary>
    public int LateMs { get; init; }

    /// <summary>0: as much as comes.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>Open connections are closed and new ones refused.</summary>
    public bool Cut { get; init; }

    /// <summary>Connections stand and are accepted, but no byte goes forth.</summary>
    public bool MuteForth { get; init; }

    /// <summary>The same for what comes back.</summary>
    public bool MuteBack { get; init; }

    public override string ToString()
    {
        string[] parts =
        [
            .. Cut ? ["cut"] : Array.Empty<string>(),
            .. MuteForth ? ["mute forth"] : Array.Empty<string>(),
            .. MuteBack ? ["mute back"] : Array.Empty<string>(),
            .. DelayMs + JitterMs > 0 ? [$"{DelayMs}+{JitterMs} ms"] : Array.Empty<string>(),
            .. LateMs > 0 ? [$"every second connection {LateMs} ms late"] : Array.Empty<string>(),
            .. BytesPerSecond > 0 ? [$"{BytesPerSecond} B/s"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "none" : string.Join(", ", parts);
    }
}

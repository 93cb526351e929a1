namespace Grpc.Core;

[Flags]
public enum WriteFlags
{
    None = 0,

    /// <summary>
    /// More follows at once: the message may wait in the buffer for the next one without this flag.
    /// </summary>
    BufferHint = 1,
}

public sealed class WriteOptions(WriteFlags flags = default)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags { get; } = flags;
}

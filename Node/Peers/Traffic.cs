namespace Chain.Node.Peers;

/// <summary>Bytes of messages sent to peers since the start. Thread-safe.</summary>
public sealed class Traffic
{
    private long bytes;

    public long BytesSent => Interlocked.Read(ref bytes);

    public void Sent(int size) => Interlocked.Add(ref bytes, size);
}

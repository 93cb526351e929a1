using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Core.Wire;

/// <summary>
/// Serialises messages as gRPC frames (one zero byte, four bytes of length, the message) straight into a
/// buffer. A frame of at most <c>maxBlock</c> bytes takes one block of the buffer, a larger one goes through
/// in pieces.
/// </summary>
public sealed class FrameWriter(IBufferWriter<byte> output, int maxMessageSize, int maxBlock)
    : SerializationContext, IBufferWriter<byte>
{
    public const int HeaderSize = 5;

    private Memory<byte> block;
    private int written;
    private int payloadLength = -1;
    private bool small;

    /// <summary>Bytes written since the buffer's owner last set it to zero.</summary>
    public long Unflushed { get; set; }

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than the limit.</exception>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        payloadLength = -1;
        marshaller.ContextualSerializer(message, this);
        if (payloadLength < 0 || block.Length != 0)
            throw new InvalidOperationException("the serialiser did not complete the message");
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxMessageSize)
            throw new RpcException(new Status(StatusCode.ResourceExhausted,
                $"message of {payloadLength} bytes is larger than the limit of {maxMessageSize} to send"));
        this.payloadLength = payloadLength;
        int frame = HeaderSize + payloadLength;
        small = frame <= maxBlock;
        block = output.GetMemory(small ? frame : HeaderSize);
        Span<byte> header = block.Span;
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], payloadLength);
        written = HeaderSize;
        if (!small) output.Advance(HeaderSize);
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (payloadLength < 0) throw new InvalidOperationException("the payload length comes first");
        return this;
    }

    public override void Complete()
    {
        if (written != HeaderSize + payloadLength)
            throw new InvalidOperationException("the message is not as long as the serialiser said");
        if (small) output.Advance(written);
        Unflushed += written;
        block = default;
    }

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        this.Write(payload);
        Complete();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        written += count;
        if (!small) output.Advance(count);
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) =>
        small ? block[written..] : output.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) =>
        small ? block.Span[written..] : output.GetSpan(sizeHint);
}

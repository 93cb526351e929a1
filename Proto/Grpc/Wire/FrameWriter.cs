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

    private Memory<byte> _block;
    private int _written;
    private int _payloadLength = -1;
    private bool _small;

    /// <summary>Bytes written since the buffer's owner last set it to zero.</summary>
    public long Unflushed { get; set; }

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than the limit.</exception>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        _payloadLength = -1;
        marshaller.ContextualSerializer(message, this);
        if (_payloadLength < 0 || _block.Length != 0)
            throw new InvalidOperationException("the serialiser did not complete the message");
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxMessageSize)
            throw new RpcException(new Status(StatusCode.ResourceExhausted,
                $"message of {payloadLength} bytes is larger than the limit of {maxMessageSize} to send"));
        _payloadLength = payloadLength;
        int frame = HeaderSize + payloadLength;
        _small = frame <= maxBlock;
        _block = output.GetMemory(_small ? frame : HeaderSize);
        Span<byte> header = _block.Span;
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], payloadLength);
        _written = HeaderSize;
        if (!_small) output.Advance(HeaderSize);
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_payloadLength < 0) throw new InvalidOperationException("the payload length comes first");
        return this;
    }

    public override void Complete()
    {
        if (_written != HeaderSize + _payloadLength)
            throw new InvalidOperationException("the message is not as long as the serialiser said");
        if (_small) output.Advance(_written);
        Unflushed += _written;
        _block = default;
    }

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        this.Write(payload);
        Complete();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        _written += count;
        if (!_small) output.Advance(count);
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) =>
        _small ? _block[_written..] : output.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) =>
        _small ? _block.Span[_written..] : output.GetSpan(sizeHint);
}

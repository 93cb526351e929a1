using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a serialiser puts one message: either <see cref="Complete(byte[])"/>, or <see
/// cref="SetPayloadLength"/>, the bytes into <see cref="GetBufferWriter"/>, and <see cref="Complete()"/>.
/// </summary>
public abstract class SerializationContext
{
    public abstract void Complete(byte[] payload);
    public abstract void SetPayloadLength(int payloadLength);
    public abstract IBufferWriter<byte> GetBufferWriter();
    public abstract void Complete();
}

/// <summary>One received message; valid only until the deserialiser returns.</summary>
public abstract class DeserializationContext
{
    /// <summary>Bytes.</summary>
    public abstract int PayloadLength { get; }

    public abstract byte[] PayloadAsNewBuffer();
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}

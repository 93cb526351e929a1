using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Grpc.Core.Wire;

/// <summary>
/// Cuts a pipe into gRPC messages. What has arrived is parsed in place: a message is valid until the next one
/// is asked for, and the pipe is only told of consumed bytes when no whole message is left.
/// </summary>
/// <param name="compression">
/// The peer's grpc-encoding header: no compression but identity is understood.
/// </param>
public sealed class FrameReader(PipeReader input, int maxMessageSize, Func<string?> compression)
    : DeserializationContext
{
    private ReadOnlySequence<byte> rest;
    private ReadOnlySequence<byte> payload;
    private bool holding;
    private bool ended;

    public override int PayloadLength => (int)payload.Length;
    public override byte[] PayloadAsNewBuffer() => payload.ToArray();
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    /// <summary>Takes the next message from what has arrived already.</summary>
    /// <exception cref="RpcException">The frame is too large or compressed.</exception>
    public bool TryTake()
    {
        if (rest.Length < FrameWriter.HeaderSize) return false;
        uint length = ParseHeader();
        if (rest.Length < FrameWriter.HeaderSize + length) return false;
        payload = rest.Slice(FrameWriter.HeaderSize, length);
        rest = rest.Slice(payload.End);
        return true;
    }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    /// <exception cref="RpcException">
    /// The frame is too large, compressed, or cut off by the end of the stream.
    /// </exception>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            if (ended)
            {
                if (rest.IsEmpty) return false;
                throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            }
            if (holding) input.AdvanceTo(rest.Start, rest.End);
            holding = false;
            rest = default;
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled) throw new OperationCanceledException(cancellationToken);
            rest = result.Buffer;
            holding = true;
            ended = result.IsCompleted;
        }
        return true;
    }

    /// <summary>Gives the buffers back to the pipe.</summary>
    public void Release()
    {
        if (holding) input.AdvanceTo(rest.End);
        holding = false;
        rest = default;
        payload = default;
    }

    private uint ParseHeader()
    {
        Span<byte> copy = stackalloc byte[FrameWriter.HeaderSize];
        scoped ReadOnlySpan<byte> header = rest.FirstSpan;
        if (header.Length < FrameWriter.HeaderSize)
        {
            rest.Slice(0, FrameWriter.HeaderSize).CopyTo(copy);
            header = copy;
        }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] != 0) throw Compressed(header[0]);
        if (length > (uint)maxMessageSize)
            throw new RpcException(new Status(StatusCode.ResourceExhausted,
                $"message of {length} bytes is larger than the limit of {maxMessageSize} to receive"));
        return length;
    }

    private RpcException Compressed(byte flag)
    {
        string? encoding = compression();
        if (flag != 1)
            return new(new Status(StatusCode.Internal, "Unexpected compressed flag in message header."));
        return encoding is null or MetadataKeys.Identity
            ? new(new Status(StatusCode.Internal, "Compressed message without grpc-encoding."))
            : new(new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding '{encoding}'."));
    }
}

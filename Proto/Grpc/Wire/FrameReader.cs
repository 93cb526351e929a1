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
    private ReadOnlySequence<byte> _rest;
    private ReadOnlySequence<byte> _payload;
    private bool _holding;
    private bool _ended;

    public override int PayloadLength => (int)_payload.Length;
    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Takes the next message from what has arrived already.</summary>
    /// <exception cref="RpcException">The frame is too large or compressed.</exception>
    public bool TryTake()
    {
        if (_rest.Length < FrameWriter.HeaderSize) return false;
        uint length = ParseHeader();
        if (_rest.Length < FrameWriter.HeaderSize + length) return false;
        _payload = _rest.Slice(FrameWriter.HeaderSize, length);
        _rest = _rest.Slice(_payload.End);
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
            if (_ended)
            {
                if (_rest.IsEmpty) return false;
                throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            }
            if (_holding) input.AdvanceTo(_rest.Start, _rest.End);
            _holding = false;
            _rest = default;
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled) throw new OperationCanceledException(cancellationToken);
            _rest = result.Buffer;
            _holding = true;
            _ended = result.IsCompleted;
        }
        return true;
    }

    /// <summary>Gives the buffers back to the pipe.</summary>
    public void Release()
    {
        if (_holding) input.AdvanceTo(_rest.End);
        _holding = false;
        _rest = default;
        _payload = default;
    }

    private uint ParseHeader()
    {
        Span<byte> copy = stackalloc byte[FrameWriter.HeaderSize];
        scoped ReadOnlySpan<byte> header = _rest.FirstSpan;
        if (header.Length < FrameWriter.HeaderSize)
        {
            _rest.Slice(0, FrameWriter.HeaderSize).CopyTo(copy);
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

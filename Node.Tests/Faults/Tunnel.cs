using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Chain.Tests.Faults;

/// <summary>One connection over a <see cref="FaultyLink"/>.</summary>
internal sealed class Tunnel(FaultyLink link, int number, Socket near) : IDisposable
{
    private const int PieceBytes = 16_384;

    // So much is under way at most; who sends more waits, as for any network.
    private const int PiecesUnderWay = 256;

    private readonly Socket far = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Carries both ways until an end closes.</summary>
    public async Task RunAsync(IPEndPoint target)
    {
        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(target);
            await Task.WhenAny(CarryAsync(near, far, forth: true), CarryAsync(far, near, forth: false));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The validator behind it is down: the other one sees its connection close.
        }
    }

    /// <summary>Both ends see a connection that broke.</summary>
    public void Dispose()
    {
        near.Close(timeout: 0);
        far.Close(timeout: 0);
    }

    private async Task CarryAsync(Socket from, Socket to, bool forth)
    {
        var pieces = Channel.CreateBounded<Piece>(PiecesUnderWay);
        Task delivery = DeliverAsync(pieces.Reader, to, forth);
        try
        {
            long free = 0;
            while (true)
            {
                byte[] bytes = new byte[PieceBytes];
                int count = await from.ReceiveAsync(bytes);
                if (count == 0) break;
                long due = Stopwatch.GetTimestamp() + Ticks(link.Delay(number));
                if (link.Fault.BytesPerSecond is > 0 and int rate)
                    due = free = Math.Max(due, free) + count * Stopwatch.Frequency / rate;
                await pieces.Writer.WriteAsync(new Piece(bytes.AsMemory(0, count), due));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // What was sent before is still delivered.
        }
        pieces.Writer.Complete();
        await delivery;
    }

    private async Task DeliverAsync(ChannelReader<Piece> pieces, Socket to, bool forth)
    {
        try
        {
            await foreach (Piece piece in pieces.ReadAllAsync())
            {
                long left = (piece.Due - Stopwatch.GetTimestamp()) * 1_000 / Stopwatch.Frequency;
                if (left > 0) await Task.Delay((int)left);
                while (forth ? link.Fault.MuteForth : link.Fault.MuteBack) await Task.Delay(10);
                for (ReadOnlyMemory<byte> rest = piece.Bytes; !rest.IsEmpty;)
                    rest = rest[await to.SendAsync(rest)..];
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    private static long Ticks(int milliseconds) => milliseconds * Stopwatch.Frequency / 1_000;

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long Due);
}

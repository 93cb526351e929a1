using System.Net;
using System.Net.Sockets;

namespace Chain.Tests.Faults;

/// <summary>
/// The way from one validator to another's peer port: a TCP proxy that can be made to fail.
/// </summary>
internal sealed class FaultyLink : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Tunnel> open = [];
    private readonly Random random;
    private TcpListener? listener;
    private LinkFault fault = LinkFault.None;
    private int accepted;

    /// <param name="target">The peer port.</param>
    /// <param name="seed">Decides the jitter.</param>
    public FaultyLink(IPEndPoint target, int seed)
    {
        Target = target;
        random = new Random(seed);
        listener = Listen(port: 0);
        Address = (IPEndPoint)listener.LocalEndpoint;
    }

    /// <summary>Where the validator at its beginning thinks that the other one is.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Where new connections end.</summary>
    public IPEndPoint Target { get; set; }

    public LinkFault Fault
    {
        get => Volatile.Read(ref fault);
        set
        {
            Volatile.Write(ref fault, value);
            if (!value.Cut)
            {
                lock (gate) listener ??= Listen(Address.Port);
                return;
            }
            lock (gate)
            {
                listener?.Dispose();
                listener = null;
            }
            Drop();
        }
    }

    /// <summary>Closes all connections once; new ones are carried.</summary>
    public void Drop()
    {
        List<Tunnel> all;
        lock (gate)
        {
            all = [.. open];
            open.Clear();
        }
        foreach (Tunnel tunnel in all) tunnel.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            listener?.Dispose();
            listener = null;
        }
        Drop();
    }

    /// <summary>Milliseconds by which a piece of a connection is later than it came.</summary>
    public int Delay(int connection)
    {
        LinkFault now = Fault;
        int late = connection % 2 == 1 ? now.LateMs : 0;
        lock (gate) return now.DelayMs + late + random.Next(now.JitterMs + 1);
    }

    private TcpListener Listen(int port)
    {
        var listening = new TcpListener(IPAddress.Loopback, port);
        // A port that was cut has old connections that the system still remembers.
        listening.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listening.Start();
        _ = AcceptAsync(listening);
        return listening;
    }

    private async Task AcceptAsync(TcpListener listening)
    {
        try
        {
            while (true)
            {
                Socket socket = await listening.AcceptSocketAsync();
                _ = CarryAsync(socket);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The link was cut.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var tunnel = new Tunnel(this, Interlocked.Increment(ref accepted), near);
        lock (gate) open.Add(tunnel);
        try
        {
            if (!Fault.Cut) await tunnel.RunAsync(Target);
        }
        finally
        {
            lock (gate) open.Remove(tunnel);
        }
    }
}

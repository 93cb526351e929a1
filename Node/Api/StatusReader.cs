using System.Diagnostics;
using System.Reflection;
using Chain.Node.Configuration;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Api;

/// <summary>What the node says of itself.</summary>
public sealed class StatusReader(
    ConsortiumFile file, NodeSettings settings, Epoch epoch, int own, NodeProgress progress, PeerHub peers,
    Mempool pool, Traffic traffic, CatchUp catchUp)
{
    private readonly Hash32 chain = file.Genesis.ComputeHash();

    /// <summary>Version of this program.</summary>
    public static string Version { get; } =
        typeof(StatusReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>
    /// True when a quorum is connected and the node has executed what the others committed, up to a few
    /// blocks: it can take part, and what it tells is of now.
    /// </summary>
    public bool Ready => HasQuorum && catchUp.IsDone;

    public bool HasQuorum => peers.Connected + 1 >= new Quorum(file.Genesis.Validators.Count).Size;

    public NodeStatus Read()
    {
        CommittedHead head = progress.Head;
        using var process = Process.GetCurrentProcess();
        return new NodeStatus
        {
            ChainId = file.Genesis.ChainId,
            ChainHash = Describe.Bytes(chain),
            Name = settings.Name,
            Version = Version,
            Height = head.Height.Value,
            BlockHash = Describe.Bytes(head.Digest),
            BlockTimestampMs = head.TimestampMs,
            StateRoot = Describe.Bytes(head.StateRoot),
            LastStateRoot = Describe.Bytes(head.StateRoot),
            LastStateHeight = head.Height.Value,
            View = progress.View.Value,
            Epoch = epoch.Value,
            PeersConnected = (uint)peers.Connected,
            Voting = progress.Voting,
            Ready = Ready,
            MempoolTransactions = (uint)pool.Count,
            Transactions = head.Transactions,
            PeakMemoryBytes = (ulong)process.PeakWorkingSet64,
            CpuMs = (ulong)process.TotalProcessorTime.TotalMilliseconds,
            PeerBytesSent = (ulong)traffic.BytesSent,
            DiskBytes = DiskBytes(),
        };
    }

    private ulong DiskBytes()
    {
        ulong sum = 0;
        foreach (FileInfo data in new DirectoryInfo(settings.Data).EnumerateFiles())
        {
            try
            {
                sum += (ulong)data.Length;
            }
            catch (FileNotFoundException)
            {
                // The database deletes files while we count.
            }
        }
        return sum;
    }

    public ListValidatorsReply Validators()
    {
        var reply = new ListValidatorsReply { Epoch = epoch.Value };
        for (int number = 0; number < file.Genesis.Validators.Count; number++)
        {
            ValidatorSection validator = file.Genesis.Validators[number];
            Require.That(Hash32.TryParse(validator.PublicKey, out Hash32 key));
            reply.Validators.Add(new Validator
            {
                Number = (uint)number,
                Name = validator.Name,
                PublicKey = ByteString.CopyFrom(key.Span),
                Address = file.Peers.Single(peer => peer.Name == validator.Name).Address,
                Connected = number == own || peers.Link(number) is { Connected: true },
            });
        }
        return reply;
    }
}

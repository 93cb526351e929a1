using System.Net;
using Chain.Node.Configuration;
using Chain.Tests.EndToEnd;

namespace Chain.Tests.Faults;

/// <summary>
/// A link for each ordered pair of validators. Each validator's own consortium file names the links' ports as
/// the others' addresses; the genesis, and so the chain, is the same.
/// </summary>
internal sealed class FaultyLinks : IDisposable
{
    private readonly FaultyLink?[,] links;

    private FaultyLinks(FaultyLink?[,] links) => this.links = links;

    public FaultyLink this[int from, int to] => links[from, to]!;

    public IEnumerable<FaultyLink> All => links.Cast<FaultyLink?>().OfType<FaultyLink>();

    /// <param name="net">Not started.</param>
    /// <param name="seed">Decides what the links draw.</param>
    public static FaultyLinks Between(Testnet net, int seed)
    {
        int count = net.Nodes.Count;
        var links = new FaultyLink?[count, count];
        IReadOnlyList<PeerSection> peers = net.Consortium.Peers;
        for (int from = 0; from < count; from++)
        {
            var seen = new PeerSection[count];
            for (int to = 0; to < count; to++)
            {
                seen[to] = peers[to];
                if (to == from) continue;
                var link = new FaultyLink(IPEndPoint.Parse(peers[to].Address), seed + from * count + to);
                links[from, to] = link;
                seen[to] = peers[to] with { Address = $"{link.Address}" };
            }
            string path = Path.Combine(net.Nodes[from].Home, "nodes.json");
            File.Delete(path);
            (net.Consortium with { Peers = seen }).Save(path);
        }
        return new FaultyLinks(links);
    }

    /// <summary>All ways from and to a validator.</summary>
    public IEnumerable<FaultyLink> Of(int node) => Enumerable.Range(0, links.GetLength(0))
        .Where(other => other != node).SelectMany(other => new[] { this[node, other], this[other, node] });

    public void Heal()
    {
        foreach (FaultyLink link in All) link.Fault = LinkFault.None;
    }

    public void Dispose()
    {
        foreach (FaultyLink link in All) link.Dispose();
    }
}

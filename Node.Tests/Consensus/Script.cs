using System.Globalization;
using System.Text;
using Chain.Consensus;

namespace Chain.Tests.Consensus;

/// <summary>
/// Runs a script: lines that start with '>' are commands, with '#' comments; everything else is the output of
/// the command above it. Verbs: validators n, start i.., work k, deliver, advance ms, quietly advance ms, cut
/// i j, heal, hold i text, release, crash i.., restart i, backup i, restore i, lose-journal i, rejoin i,
/// invalid X, unanswered X, offer view timestamp past view.. to i.., vote kind view X by i to j.., answer of
/// i by j signed k from l, heads.
/// </summary>
internal sealed class Script
{
    private readonly StringBuilder output = new();
    private readonly Dictionary<int, Action> backups = [];
    private Cluster cluster = new(1);

    public static string Run(string text)
    {
        var script = new Script();
        foreach (string line in text.Split('\n'))
        {
            bool command = line.StartsWith('>');
            if (!command && !line.StartsWith('#')) continue;
            if (command && script.output.Length > 0) script.output.Append('\n');
            script.output.Append(line.TrimEnd()).Append('\n');
            if (!command) continue;
            script.Do(line[1..].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries));
            script.output.Append(script.cluster.Output);
            script.cluster.Output.Clear();
        }
        return script.output.ToString();
    }

    private void Do(string[] words)
    {
        string[] rest = words[1..];
        switch (words[0])
        {
            case "validators":
                cluster = new Cluster(Int(rest[0]));
                break;
            case "start" or "restart":
                foreach (string node in rest) cluster.Nodes[Int(node)].Start(rejoin: false);
                break;
            case "rejoin":
                cluster.Nodes[Int(rest[0])].Start(rejoin: true);
                break;
            case "work":
                foreach (TestNode node in cluster.Nodes) node.AddWork(Int(rest[0]));
                break;
            case "deliver":
                cluster.Deliver();
                break;
            case "advance":
                cluster.Advance(Int(rest[0]));
                break;
            case "quietly":
                cluster.Advance(Int(rest[1]));
                cluster.Output.Clear();
                break;
            case "heads":
                Heads();
                break;
            default:
                Disturb(words[0], rest);
                break;
        }
    }

    private void Disturb(string verb, string[] rest)
    {
        switch (verb)
        {
            case "cut":
                cluster.Cut(Int(rest[0]), Int(rest[1]));
                break;
            case "heal":
                cluster.Heal();
                break;
            case "hold":
                cluster.Hold(string.Join(' ', rest[1..]), Int(rest[0]));
                break;
            case "release":
                cluster.Release();
                break;
            case "crash":
                foreach (string node in rest) cluster.Nodes[Int(node)].Crash();
                break;
            case "backup":
                backups[Int(rest[0])] = cluster.Nodes[Int(rest[0])].Backup();
                break;
            case "restore":
                backups[Int(rest[0])]();
                break;
            case "lose-journal":
                cluster.Nodes[Int(rest[0])].LoseJournal();
                break;
            case "invalid" or "unanswered":
                cluster.Judge(rest[0], verb == "invalid");
                break;
            case "offer":
                Offer(rest);
                break;
            case "vote":
                SendVote(rest);
                break;
            case "answer":
                SendAnswer(rest);
                break;
            default:
                throw new ArgumentException($"unknown command {verb}");
        }
    }

    /// <summary>
    /// A proposal by the view's leader on the root, with the ViewChangeCertificates of those views:
    /// "offer view timestamp past view.. to i..".
    /// </summary>
    private void Offer(string[] rest)
    {
        View view = Views(rest[..1]).Single();
        int to = Array.IndexOf(rest, "to");
        int leader = (int)(view.Value % (ulong)cluster.Nodes.Count);
        BlockOutline block =
            Cluster.Build(Cluster.Root, ulong.Parse(rest[1], CultureInfo.InvariantCulture), 0);
        var proposal = new Proposal(
            Cluster.Epoch, view, block.Header, block.TransactionIds, null,
            [.. Views([.. rest[2..to].Skip(1)]).Select(cluster.GivenUp)],
            Cluster.Forge(VoteKind.Prepare, view, block.Digest, leader));
        cluster.Trace.Of(block.Digest);
        foreach (string node in rest[(to + 1)..])
            cluster.Send(leader, Int(node), new PeerMessage.OfProposal(proposal));
    }

    /// <summary>"vote kind view block by i to j.."; block is "-" for a view change.</summary>
    private void SendVote(string[] rest)
    {
        Vote vote = Cluster.Forge(
            Enum.Parse<VoteKind>(rest[0]), new View(ulong.Parse(rest[1], CultureInfo.InvariantCulture)),
            rest[2] == "-" ? Hash32.Zero : cluster.Trace.Find(rest[2]), Int(rest[4]));
        foreach (string to in rest[6..]) cluster.Send(vote.Voter, Int(to), new PeerMessage.OfVote(vote));
    }

    /// <summary>"answer of i by j signed k from l": to the asker i, of nothing held.</summary>
    private void SendAnswer(string[] rest)
    {
        int asker = Int(rest[1]);
        var answer = new PeerMessage.NewestVotes(
            asker, cluster.Nodes[asker].Nonce, Int(rest[3]), [], null, true, null, default);
        cluster.Send(Int(rest[7]), asker, Cluster.Sign(answer, Int(rest[5])));
    }

    private void Heads()
    {
        foreach (TestNode node in cluster.Nodes)
        {
            string chain = string.Join(' ', node.Chain.Select(block => cluster.Trace.Of(block.Digest)));
            string state = node.Running ? $"view {node.Replica.View}" : "down";
            cluster.Output.Append($"  {node.Number} | {state}, chain {(chain.Length > 0 ? chain : "-")}\n");
        }
    }

    private static IEnumerable<View> Views(string[] words) =>
        words.Select(word => new View(ulong.Parse(word, CultureInfo.InvariantCulture)));

    private static int Int(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}

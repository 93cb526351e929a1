using Chain.Consensus;
using Chain.Crypto;
using Chain.Node.Configuration;
using Chain.Node.Peers;
using Chain.Tests.EndToEnd;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>Somebody with the keys of a validator tells one of the others two things.</summary>
[Category("EndToEnd")]
[NonParallelizable]
public class EvidenceTests
{
    private static readonly View Somewhere = new(3);

    private Testnet net = null!;

    [SetUp]
    public async Task AConsortium()
    {
        net = Testnet.Make(validators: 4);
        foreach (NodeProcess node in net.Nodes) Testnet.Init(node);
        await net.IsWholeAsync();
    }

    [TearDown]
    public void Stop() => net.Dispose();

    [Test]
    public async Task Contradicting_votes_are_on_the_chain_without_anybody_asking_and_stay_there()
    {
        NodeProcess liar = net.Nodes[3];
        liar.Kill();
        Vote[] votes = [Sign(liar, 1), Sign(liar, 2)];
        await SayAsync(liar, net.Nodes[0], votes);

        foreach (NodeProcess node in net.Nodes.Take(3)) Assert.That(await ToldAsync(node), Is.EqualTo(votes));
        Assert.That(net.Nodes[0].Said(), Does.Contain("validator 3 signed two contradicting votes"));
        foreach (NodeProcess node in net.Nodes.Take(3)) node.Kill();
        foreach (NodeProcess node in net.Nodes.Take(3)) node.Start();
        foreach (NodeProcess node in net.Nodes.Take(3)) Assert.That(await ToldAsync(node), Is.EqualTo(votes));
    }

    private static async Task<Vote[]> ToldAsync(NodeProcess node)
    {
        Offence told = new();
        await Wait.UntilAsync($"{node.Name} has it on its chain", async () =>
        {
            ListOffencesReply reply;
            try
            {
                reply = await node.Client.Governance.ListOffencesAsync(new ListOffencesRequest());
            }
            catch (RpcException)
            {
                return false;
            }
            told = reply.Offences.SingleOrDefault() ?? told;
            return reply.Offences.Count == 1;
        });
        Assert.That((told.Number, told.View), Is.EqualTo((3U, Somewhere.Value)));
        return [VoteCodec.Decode(told.First.Span)!, VoteCodec.Decode(told.Second.Span)!];
    }

    private Vote Sign(NodeProcess liar, byte digest)
    {
        NodeSettings settings = NodeSettings.Load(liar.Home, new Dictionary<string, string>());
        using ECPrivKey key = Keystore.Open(
            settings.ValidatorKey, File.ReadLines(settings.PasswordFile).First());
        var block = new Hash32([digest, .. new byte[31]]);
        return new Vote(VoteKind.Commit, GenesisBuilder.FirstEpoch, Somewhere, block, liar.Number, key.Sign(
            VoteCodec.SigningDigest(net.Consortium.Genesis.ComputeHash(), VoteKind.Commit,
                GenesisBuilder.FirstEpoch, Somewhere, block)));
    }

    private async Task SayAsync(NodeProcess liar, NodeProcess to, Vote[] votes)
    {
        NodeSettings settings = NodeSettings.Load(liar.Home, new Dictionary<string, string>());
        var identity = new PeerIdentity(net.Consortium, liar.Name, settings.TlsCertificate);
        using SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = identity.ClientOptions(to.Number);
        using GrpcChannel channel = GrpcChannel.ForAddress(
            $"https://{net.Consortium.Peers[to.Number].Address}",
            new GrpcChannelOptions { HttpHandler = handler });
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> call =
            new PeerService.PeerServiceClient(channel).Consensus();
        foreach (Vote vote in votes)
            await call.RequestStream.WriteAsync(PeerMessageCodec.ToFrame(new PeerMessage.OfVote(vote)));
        await Wait.UntilAsync("it is heard", () => to.Said().Contains("contradicting"));
    }
}

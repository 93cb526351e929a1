using Chain.Client;
using Chain.Crypto;
using Chain.Node.Configuration;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>Two validators' keys sign what no correct validator signs; somebody reports it.</summary>
internal static class OffencesChapter
{
    public static async Task PlayAsync(BothWays both)
    {
        Evidence proof = Sign(both.Net, 0, VoteKind.Prepare);
        Done done = await both.CliAsync("buyer1", "offence", "report", Hex(proof.First), Hex(proof.Second));
        Offence told = (await OffencesAsync(done)).Single(one => one.Number == 0);
        Assert.That(told.Member, Is.EqualTo("northcloud"));

        proof = Sign(both.Net, 1, VoteKind.Commit);
        done = await both.SdkAsync("westlabs", Governance.ReportOffence(
            both.Net.Consortium.Genesis.ComputeHash(), KeyOf(both.Net, 1), proof));
        told = (await OffencesAsync(done)).Single(one => one.Number == 1);
        Assert.That(told.Second.ToByteArray(), Is.EqualTo(VoteCodec.Encode(proof.Second)));
        Assert.That((told.Reporter, told.View), Is.EqualTo((both.Bytes("westlabs"), 1UL << 40)));
    }

    private static async Task<IEnumerable<Offence>> OffencesAsync(Done done) =>
        (await done.At.Governance.ListOffencesAsync(new ListOffencesRequest())).Offences;

    /// <summary>Of a view that the chain never reaches, so that nobody counts these votes.</summary>
    private static Evidence Sign(Testnet net, int validator, VoteKind kind)
    {
        NodeSettings settings =
            NodeSettings.Load(net.Nodes[validator].Home, new Dictionary<string, string>());
        using ECPrivKey key = Keystore.Open(
            settings.ValidatorKey, File.ReadLines(settings.PasswordFile).First());
        Hash32 chain = net.Consortium.Genesis.ComputeHash();
        var view = new View(1UL << 40);
        Vote Signed(byte digest)
        {
            var block = new Hash32([digest, .. new byte[31]]);
            Hash32 signed = VoteCodec.SigningDigest(chain, kind, GenesisBuilder.FirstEpoch, view, block);
            return new Vote(kind, GenesisBuilder.FirstEpoch, view, block, validator, key.Sign(signed));
        }
        return new Evidence(Signed(1), Signed(2));
    }

    private static PublicKey KeyOf(Testnet net, int validator) =>
        GenesisBuilder.Validators(net.Consortium.Genesis)[validator];

    private static string Hex(Vote vote) => Convert.ToHexStringLower(VoteCodec.Encode(vote));
}

using System.CommandLine;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Google.Protobuf;

namespace Chain.Node.Cli.Leases;

/// <summary><c>lease refuse</c>: the hand-over did not work.</summary>
internal static class LeaseRefusal
{
    public static Verb Verb(ChainCli cli)
    {
        var id = new Argument<string>("LEASE") { Description = "Lease id, 64 hexadecimal digits." };
        Option<string> disclosed = cli.Flags.Required<string>("--disclose",
            "The one-time private key that the credentials were sealed to: name of a key here, or 64 "
            + "hexadecimal digits; the chain shows it to everybody.");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("refuse", "Refuses a hand-over whose credentials do not work; opens a dispute.",
            "chain lease refuse 9a01...4c --disclose delivery1 --from buyer1", id, disclosed)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Disputes.RefuseHandover(
                Hash(run.Get(id), "lease id"), Secret(run.Get(disclosed), KeyFolder.Of(run, signing.Key)))));
    }

    private static Hash32 Secret(string text, KeyFolder keys)
    {
        if (keys.Find(text) is null) return Hash(text, "key");
        using ECPrivKey key = keys.Open(text);
        Span<byte> secret = stackalloc byte[ECPrivKey.Size];
        key.WriteTo(secret);
        return new Hash32(secret);
    }

    private static Hash32 Hash(string text, string what)
    {
        ByteString bytes = Arguments.Hash(text, what);
        return new Hash32(bytes.Span);
    }
}

using Chain.Client;
using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>What a running consortium tells its clients: the same everywhere, and proven.</summary>
public class MarketTests : TestnetFixture
{
    [Test]
    public async Task Every_validator_has_the_same_state_root_at_every_height()
    {
        await Trading.TradeAsync(Net, Trading.Slot(minutes: 10), lots: 5, price: 1_250);
        await using (Load load = Load.Start(Net)) await load.MoreAsync(200);
        ChainCopy chain = await Net.AgreesAsync();
        Assert.That(chain.Blocks.Select(block => block.StateRoot).Distinct().Count(), Is.GreaterThan(5));
    }

    [Test]
    public async Task A_proof_of_a_lease_holds_offline_and_with_any_bit_changed_proves_nothing()
    {
        Trade trade = await Trading.TradeAsync(Net, Trading.Slot(minutes: 20), lots: 3, price: 1_250);
        StateProof proof = await ProofAsync(Net.Nodes[3], trade);
        var checker = new ProofChecker(Net.Trust);
        Assert.That(checker.Check(proof), Is.TypeOf<ProofVerdict.Present>());

        int changed = 0;
        foreach (StateProof forged in WithOneBitChanged(proof))
        {
            Assert.That(checker.Check(forged), Is.TypeOf<ProofVerdict.Refused>(), forged.ToString());
            changed++;
        }
        int bytes = proof.Key.Length + proof.Value.Length + proof.Header.Length + proof.Certificate.Length
            + proof.Siblings.Sum(sibling => sibling.Length)
            + proof.OtherKeyHash.Length + proof.OtherValueHash.Length;
        Assert.That(changed, Is.EqualTo(8 * bytes));
    }

    [Test]
    public async Task The_command_line_gets_a_proof_on_one_node_and_verifies_it_without_any()
    {
        Trade trade = await Trading.TradeAsync(Net, Trading.Slot(minutes: 30), lots: 2, price: 1_250);
        await ProofAsync(Net.Nodes[2], trade);
        CliResult got = await ChainProgram.RunAsync(
            "proof", "get", "lease", Convert.ToHexStringLower(trade.Lease.Span),
            "--node", Net.Nodes[2].Client.Address.ToString());
        Assert.That(got.Code, Is.Zero, got.ToString());
        Assert.That((await VerifyAsync(got.Out)).Json().GetProperty("verdict").GetString(),
            Is.EqualTo("present"));

        foreach (string field in new[] { "key", "value", "header", "certificate" })
        {
            string hex = got.Json().GetProperty(field).GetString()!;
            string forged = (hex[^1] == '0' ? '1' : '0').ToString();
            CliResult refused = await VerifyAsync(
                got.Out.Replace($"\"{hex}\"", $"\"{hex[..^1]}{forged}\"", StringComparison.Ordinal));
            Assert.That(refused.Json(code: 1).GetProperty("verdict").GetString(), Is.EqualTo("refused"),
                field);
            Assert.That(refused.Error, Does.Contain("the proof does not hold"));
        }
    }

    /// <summary>
    /// A certified state is that before the newest block, so a row just made is proven one block later.
    /// </summary>
    private static Task<StateProof> ProofAsync(NodeProcess node, Trade trade) =>
        Wait.ForAsync("the lease is proven", async () =>
    {
        await node.StatusAsync("has the block after the trade", status => status.Height > trade.Height);
        var request =
            new GetProofRequest { Key = ByteString.CopyFrom(StateKey.Lease(new Hash32(trade.Lease.Span))) };
        StateProof proof = await node.Client.Node.GetProofAsync(request);
        return proof.Value.IsEmpty ? null : proof;
    });

    private async Task<CliResult> VerifyAsync(string proof)
    {
        string file = Path.Combine(Net.Home.Root, "proof.json");
        await File.WriteAllTextAsync(file, proof);
        return await ChainProgram.RunAsync(
            "proof", "verify", file, "--consortium", Net.ConsortiumPath, "-o", "json");
    }

    private static IEnumerable<StateProof> WithOneBitChanged(StateProof proof)
    {
        (Func<StateProof, ByteString> Get, Action<StateProof, ByteString> Set)[] fields =
        [
            (p => p.Key, (p, bytes) => p.Key = bytes),
            (p => p.Value, (p, bytes) => p.Value = bytes),
            (p => p.Header, (p, bytes) => p.Header = bytes),
            (p => p.Certificate, (p, bytes) => p.Certificate = bytes),
            (p => p.OtherKeyHash, (p, bytes) => p.OtherKeyHash = bytes),
            (p => p.OtherValueHash, (p, bytes) => p.OtherValueHash = bytes),
            .. Enumerable.Range(0, proof.Siblings.Count).Select(i => (
                (Func<StateProof, ByteString>)(p => p.Siblings[i]),
                (Action<StateProof, ByteString>)((p, bytes) => p.Siblings[i] = bytes))),
        ];
        foreach (var (get, set) in fields)
            for (int bit = 0; bit < 8 * get(proof).Length; bit++)
            {
                byte[] bytes = get(proof).ToByteArray();
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                StateProof forged = proof.Clone();
                set(forged, ByteString.CopyFrom(bytes));
                yield return forged;
            }
    }
}

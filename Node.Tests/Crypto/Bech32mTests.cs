using Chain.Crypto;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

/// <summary>The test vectors of BIP350, and our addresses.</summary>
public class Bech32mTests
{
    [TestCase("A1LQFN3A")]
    [TestCase("a1lqfn3a")]
    [TestCase("an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6")]
    [TestCase("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx")]
    [TestCase("11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8")]
    [TestCase("split1checkupstagehandshakeupstreamerranterredcaperredlc445v")]
    [TestCase("?1v759aa")]
    public void A_valid_string_is_read(string text)
    {
        Assert.That(Bech32m.TryDecodeGroups(text, out string? prefix, out _));
        Assert.That(prefix, Is.EqualTo(text[..text.LastIndexOf('1')].ToLowerInvariant()));
    }

    [TestCase("\u00201xj0phk")]
    [TestCase("\u007f1g6xzxy")]
    [TestCase("\u00801vctc34")]
    [TestCase("an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4")]
    [TestCase("qyrz8wqd2c9m")]
    [TestCase("1qyrz8wqd2c9m")]
    [TestCase("y1b0jsk6g")]
    [TestCase("lt1igcx5c0")]
    [TestCase("in1muywd")]
    [TestCase("mm1crxm3i")]
    [TestCase("au1s5cgom")]
    [TestCase("M1VUXWEZ")]
    [TestCase("16plkw9")]
    [TestCase("1p2gdwpf")]
    [TestCase("")]
    public void An_invalid_string_is_refused(string text)
        => Assert.That(Bech32m.TryDecodeGroups(text, out _, out _), Is.False);

    [Test]
    public void A_witness_program_of_the_specification_reads_as_its_bytes()
    {
        // BIP350's segwit v1 address: the first group is the version, the rest these 32 bytes.
        const string Text = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0";
        const string Program = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        Assert.That(Bech32m.TryDecodeGroups(Text, out string? prefix, out byte[]? groups));
        Assert.That(prefix, Is.EqualTo("bc"));
        string address = Address.Encode(new AccountId(new Hash32(Convert.FromHexString(Program))));
        Assert.That(Bech32m.TryDecodeGroups(address, out _, out byte[]? ours));
        Assert.That(ours, Is.EqualTo(groups![1..]));
        Assert.That(groups[0], Is.EqualTo(1));
    }

    [Test]
    public void An_address_comes_back_in_either_case_but_not_in_both()
    {
        AccountId account = new(Sha256.Hash([1]));
        string address = Address.Encode(account);
        Assert.That(address, Has.Length.EqualTo(64).And.StartsWith("cloud1"));
        foreach (string text in new[] { address, address.ToUpperInvariant() })
        {
            Assert.That(Address.TryDecode(text, out AccountId read));
            Assert.That(read, Is.EqualTo(account));
        }
        Assert.That(Address.TryDecode("C" + address[1..], out _), Is.False);
        Assert.That(Address.TryDecode(address + " ", out _), Is.False);
    }

    [Test]
    public void Another_prefix_or_length_is_no_address()
    {
        Assert.That(Address.TryDecode(Bech32m.Encode("cloud", new byte[32]), out _));
        Assert.That(Address.TryDecode(Bech32m.Encode("clout", new byte[32]), out _), Is.False);
        Assert.That(Address.TryDecode(Bech32m.Encode("cloud", new byte[31]), out _), Is.False);
        Assert.That(Address.TryDecode(Bech32m.Encode("cloud", new byte[33]), out _), Is.False);
    }

    [Test]
    public void A_letter_of_another_script_that_lowers_to_ascii_is_refused()
    {
        const string Kelvin = "\u212a";
        string address = Address.Encode(new AccountId(Sha256.Hash([3]))).ToUpperInvariant();
        Assert.That(address, Does.Contain("K"), "else the test tests nothing");
        Assert.That(Address.TryDecode(address.Replace("K", Kelvin), out _), Is.False);
    }

    [Test]
    public void Every_single_wrong_character_is_noticed()
    {
        string address = Address.Encode(new AccountId(Sha256.Hash([2])));
        for (int i = 0; i < address.Length; i++)
            foreach (char c in "qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1")
            {
                if (c == address[i]) continue;
                string wrong = address[..i] + c + address[(i + 1)..];
                Assert.That(Address.TryDecode(wrong, out _), Is.False, wrong);
            }
    }

    [Test]
    public void Bits_that_fill_no_byte_must_be_zero()
    {
        // A byte takes two groups and leaves two bits over, which we write as zeros.
        Assert.That(Bech32m.TryDecode(Bech32m.Encode("a", [0xFF]), out _, out byte[]? bytes));
        Assert.That(bytes, Is.EqualTo(new byte[] { 0xFF }));
        // Of BIP350: all groups are 31, so the left-over bits are ones.
        Assert.That(Bech32m.TryDecode(
            "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
            out _, out _), Is.False);
    }
}

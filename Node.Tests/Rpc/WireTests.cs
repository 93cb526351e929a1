using Grpc.Core;
using Grpc.Core.Wire;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

public class WireTests
{
    [TestCase(1, "100n")]
    [TestCase(500_000, "50000000n")]
    [TestCase(100_000_000, "10000000u")]
    [TestCase(36_000_000_000, "3600000m")]
    [TestCase(99_999_999_990_000, "3456000S")]
    public void A_timeout_takes_the_finest_unit_that_has_room(long ticks, string text)
    {
        Assert.That(GrpcTimeout.Format(new TimeSpan(ticks)), Is.EqualTo(text));
        Assert.That(GrpcTimeout.TryParse(GrpcTimeout.Format(new TimeSpan(ticks)), out TimeSpan back),
            Is.True);
        Assert.That(back.Ticks, Is.EqualTo(Math.Min(ticks, TimeSpan.FromDays(40).Ticks)));
    }

    [TestCase("1H", 3600)]
    [TestCase("2M", 120)]
    [TestCase("3S", 3)]
    [TestCase("4000m", 4)]
    [TestCase("5000000u", 5)]
    [TestCase("99999999H", 40 * 86400)]
    public void Every_unit_of_timeout_is_understood(string text, int seconds)
    {
        Assert.That(GrpcTimeout.TryParse(text, out TimeSpan timeout), Is.True);
        Assert.That(timeout, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("plain", "plain")]
    [TestCase("50 %", "50 %25")]
    [TestCase("é\n", "%C3%A9%0A")]
    public void A_message_is_percent_encoded_and_comes_back(string text, string encoded)
    {
        Assert.That(PercentEncoding.Encode(text), Is.EqualTo(encoded));
        Assert.That(PercentEncoding.Decode(encoded), Is.EqualTo(text));
    }

    [TestCase("%", "%")]
    [TestCase("%4", "%4")]
    [TestCase("%zz%41", "%zzA")]
    public void A_badly_encoded_message_is_shown_as_it_is(string encoded, string text)
    {
        Assert.That(PercentEncoding.Decode(encoded), Is.EqualTo(text));
    }

    [TestCase("AQL/", new byte[] { 1, 2, 255 })]
    [TestCase("AQ", new byte[] { 1 })]
    [TestCase("AQ==", new byte[] { 1 })]
    [TestCase("", new byte[0])]
    [TestCase("A", null)]
    [TestCase("?!", null)]
    public void A_binary_header_is_base64_padded_or_not(string text, byte[]? value)
    {
        Assert.That(BinaryHeader.Decode(text), Is.EqualTo(value));
    }

    [Test]
    public void Metadata_refuses_what_cannot_be_a_header()
    {
        Assert.That(() => new Metadata { { "bad key", "x" } }, Throws.ArgumentException);
        Assert.That(() => new Metadata { { "key", "line\nbreak" } }, Throws.ArgumentException);
        Assert.That(() => new Metadata { { "key-bin", "text" } }, Throws.ArgumentException);
        Assert.That(() => new Metadata { { "key", [1] } }, Throws.ArgumentException);
        Assert.That(() => Metadata.Empty.Add("key", "value"), Throws.InvalidOperationException);
    }
}

using Chain.Crypto;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

public class SealedBoxTests
{
    private static readonly byte[] Message = "the lease's password"u8.ToArray();
    private static readonly byte[] Context = "lease 7"u8.ToArray();

    [Test]
    public void Only_the_recipient_opens_it()
    {
        using ECPrivKey recipient = ECPrivKey.Generate(), other = ECPrivKey.Generate();
        byte[] box = SealedBox.Seal(recipient.XOnlyPubKey, Message, Context);
        Assert.That(box, Has.Length.EqualTo(Message.Length + SealedBox.Overhead));
        Assert.That(SealedBox.TryOpen(recipient, box, Context, out byte[]? opened));
        Assert.That(opened, Is.EqualTo(Message));
        Assert.That(SealedBox.TryOpen(other, box, Context, out _), Is.False);
    }

    [Test]
    public void Any_recipient_works_whether_his_point_has_even_or_odd_y([Range(1, 16)] int secret)
    {
        byte[] bytes = new byte[32];
        bytes[31] = (byte)secret;
        Assert.That(ECPrivKey.TryCreate(bytes, out ECPrivKey? recipient));
        using (recipient)
        {
            byte[] box = SealedBox.Seal(recipient!.XOnlyPubKey, Message);
            Assert.That(SealedBox.TryOpen(recipient, box, [], out byte[]? opened));
            Assert.That(opened, Is.EqualTo(Message));
        }
    }

    [Test]
    public void Every_flipped_bit_and_every_cut_is_refused()
    {
        using ECPrivKey recipient = ECPrivKey.Generate();
        byte[] box = SealedBox.Seal(recipient.XOnlyPubKey, Message, Context);
        for (int bit = 0; bit < box.Length * 8; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(SealedBox.TryOpen(recipient, box, Context, out _), Is.False, $"bit {bit}");
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        for (int length = 0; length < box.Length; length++)
            Assert.That(SealedBox.TryOpen(recipient, box.AsSpan(0, length), Context, out _), Is.False);
        Assert.That(SealedBox.TryOpen(recipient, [.. box, 0], Context, out _), Is.False);
        Assert.That(SealedBox.TryOpen(recipient, box, Context, out _));
    }

    [Test]
    public void Another_context_does_not_open_it()
    {
        using ECPrivKey recipient = ECPrivKey.Generate();
        byte[] box = SealedBox.Seal(recipient.XOnlyPubKey, Message, Context);
        Assert.That(SealedBox.TryOpen(recipient, box, [], out _), Is.False);
        Assert.That(SealedBox.TryOpen(recipient, box, "lease 8"u8, out _), Is.False);
    }

    [Test]
    public void Two_boxes_of_one_message_share_nothing_and_an_empty_one_is_a_message()
    {
        using ECPrivKey recipient = ECPrivKey.Generate();
        byte[] one = SealedBox.Seal(recipient.XOnlyPubKey, Message);
        byte[] two = SealedBox.Seal(recipient.XOnlyPubKey, Message);
        Assert.That(one[1..], Is.Not.EqualTo(two[1..]));
        byte[] empty = SealedBox.Seal(recipient.XOnlyPubKey, []);
        Assert.That(SealedBox.TryOpen(recipient, empty, [], out byte[]? opened));
        Assert.That(opened, Is.Empty);
    }
}

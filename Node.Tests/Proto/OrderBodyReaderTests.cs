using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Proto;

/// <summary>
/// The short way of parsing against the whole one: it reads the same where it reads, and it reads all that it
/// is meant for.
/// </summary>
public class OrderBodyReaderTests
{
    private static readonly MessageParser<TransactionBody> Full =
        TransactionBody.Parser.WithDiscardUnknownFields(true);

    [Test]
    public void Bodies_of_orders_are_read_as_the_full_parser_reads_them()
    {
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++)
        {
            TransactionBody body = RandomBody(random);
            TransactionBody? read = OrderBodyReader.Read(body.ToByteArray());
            Assert.That(read, Is.EqualTo(body));
        }
    }

    [Test]
    public void What_was_changed_is_read_only_if_it_is_canonical_still()
    {
        var random = new Random(2);
        int read = 0, left = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = Mangle(RandomBody(random).ToByteArray(), random);
            if (OrderBodyReader.Read(bytes) is not { } body)
            {
                left++;
                continue;
            }
            read++;
            TransactionBody full = Full.ParseFrom(bytes);
            Assert.That(body, Is.EqualTo(full), Convert.ToHexString(bytes));
            Assert.That(full.ToByteArray(), Is.EqualTo(bytes), Convert.ToHexString(bytes));
        }
        Assert.That(read, Is.GreaterThan(1_000), "some changes leave a body");
        Assert.That(left, Is.GreaterThan(1_000), "most do not");
    }

    [Test]
    public void Other_operations_are_left_to_the_full_parser()
    {
        TransactionBody body = Samples.Body();
        body.Operations.Add(new Operation { Transfer = new Transfer { Asset = "EUR", Amount = 1 } });
        Assert.That(OrderBodyReader.Read(body.ToByteArray()), Is.Null);
        Assert.That(TransactionCodec.Parse(
            TransactionCodec.Encode(body.ToByteArray(), Samples.Signature(1)), out _)!.Body,
            Is.EqualTo(body));
    }

    [Test]
    public void An_opened_transaction_has_the_id_of_the_parsed_one()
    {
        byte[] bytes = Samples.Transaction();
        OpenedTransaction opened = TransactionCodec.Open(bytes)!.Value;
        Assert.That(opened.Id, Is.EqualTo(TransactionCodec.Parse(bytes, out _)!.Id));
        Assert.That(opened.Body.ToArray(), Is.EqualTo(Samples.Body().ToByteArray()));
        Assert.That(TransactionCodec.Open(bytes.AsMemory(1)), Is.Null);
    }

    private static TransactionBody RandomBody(Random random)
    {
        TransactionBody body = Samples.Body();
        body.Nonce = Number(random);
        if (random.Next(4) == 0) body.Key = Bytes(random);
        body.Operations.Clear();
        int operations = random.Next(6);
        for (int i = 0; i < operations; i++) body.Operations.Add(RandomOperation(random));
        return body;
    }

    private static Operation RandomOperation(Random random) => random.Next(6) switch
    {
        0 => new Operation { CancelOrder = new CancelOrder { ClientOrderId = Number(random) } },
        1 => new Operation
        {
            ReplaceOrder = new ReplaceOrder
            {
                ClientOrderId = Number(random),
                Lots = Number(random),
                Limit = Number(random),
                ExpiresMs = Number(random),
            },
        },
        _ => new Operation
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = Number(random),
                Instrument = random.Next(8) == 0 ? null : new Instrument
                {
                    Product = random.Next(4) == 0 ? "" : $"compute.{random.Next(20)}",
                    Delivery = (Delivery)random.Next(4),
                    Slot = Number(random),
                },
                Side = (Side)random.Next(4),
                Lots = Number(random),
                Limit = Number(random),
                TimeInForce = (TimeInForce)random.Next(200),
                ExpiresMs = Number(random),
                AllOrNone = random.Next(2) == 0,
                MinimumFillLots = Number(random),
                PostOnly = random.Next(2) == 0,
                DeliveryKey = random.Next(2) == 0 ? ByteString.Empty : Bytes(random),
            },
        },
    };

    private static ulong Number(Random random) => random.Next(3) switch
    {
        0 => 0,
        1 => (ulong)random.Next(1, 300),
        _ => (ulong)random.NextInt64() >> random.Next(63) << random.Next(2),
    };

    private static ByteString Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 40)];
        random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static byte[] Mangle(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length), other = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1)..]];
            case 3:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            default:
                (bytes[at], bytes[other]) = (bytes[other], bytes[at]);
                return bytes;
        }
    }
}

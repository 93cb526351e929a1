using Chain.Wire;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Chain.Tests.Reference;

/// <summary>An operation with one field absent, zero, one, largest or a little more.</summary>
internal sealed class Mutation(Dice dice, Theme theme)
{
    private static readonly string[] Texts =
        ["", "EUR", "USD", "vcpu.0", "vcpu.1", "party-0", "x1", "No!", "ä"];

    public Operation Of(Operation operation)
    {
        Operation copy = operation.Clone();
        var kind = (IMessage)Operation.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(copy)
            .Accessor.GetValue(copy);
        Change(kind);
        return IsWellFormed(copy) ? copy : operation;
    }

    /// <summary>What no transaction can be parsed with never comes to execution.</summary>
    private static bool IsWellFormed(Operation operation)
    {
        var body = new TransactionBody();
        body.Operations.Add(operation);
        return InnerSignatures.AreWellFormed(body) && BlockShare.Of(body) <= Limits.SharePerTransaction;
    }

    private void Change(IMessage message)
    {
        FieldDescriptor field = dice.Pick([.. message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => theme != Theme.Trade || field.Name != "source_lease")]);
        if (field.IsRepeated)
        {
            if (field.Accessor.GetValue(message) is RepeatedField<BundleLeg> legs) ChangeOne(legs);
            else if (field.Accessor.GetValue(message) is RepeatedField<Instrument> some) ChangeOne(some);
            return;
        }
        object? value = field.Accessor.GetValue(message);
        if (value is IMessage part && !dice.OneIn(4))
        {
            Change(part);
            return;
        }
        if (field.FieldType == FieldType.Message || dice.OneIn(4)) field.Accessor.Clear(message);
        else field.Accessor.SetValue(message, Other(field, value!));
    }

    private void ChangeOne<T>(RepeatedField<T> list) where T : IMessage, IDeepCloneable<T>
    {
        if (list.Count == 0) return;
        if (dice.OneIn(4)) list.Add(list[0].Clone());
        else if (dice.OneIn(4)) list.RemoveAt(0);
        else Change(dice.Pick(list));
    }

    private object Other(FieldDescriptor field, object value) => field.FieldType switch
    {
        FieldType.UInt64 => dice.Number(0, 1, 2,
            Math.Min((ulong)value, ulong.MaxValue - 1) + 1, (ulong)value - Math.Min((ulong)value, 1),
            1ul << 40, (1ul << 40) + 1, 1ul << 62, (1ul << 62) + 1, ulong.MaxValue, 20_000),
        FieldType.UInt32 => dice.Pick(0u, 1u, 12u, 13u, 500u, 501u, uint.MaxValue),
        FieldType.Bool => !(bool)value,
        FieldType.String => dice.Pick(Texts),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, dice.Pick(0, 1, 2, 3, 4, 5, 258, -1)),
        FieldType.Bytes => Bytes((ByteString)value),
        _ => value,
    };

    private ByteString Bytes(ByteString value)
    {
        byte[] bytes = value.ToByteArray();
        if (dice.OneIn(4) || bytes.Length == 0)
            return ByteString.CopyFrom(new byte[dice.Pick(1, 16, 31, 32, 33)]);
        bytes[dice.Below(bytes.Length)] ^= 1;
        return ByteString.CopyFrom(bytes);
    }
}

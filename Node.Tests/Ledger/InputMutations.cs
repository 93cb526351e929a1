using Chain.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Chain.Tests.Ledger;

/// <param name="Field">Path from the operation's own message down.</param>
/// <param name="How">"absent", "most" and the like.</param>
internal sealed record InputMutation(string Field, string How, Operation What);

/// <summary>
/// An operation with one field changed, every field in every way that the schema allows. Made from the schema
/// alone, so that no new field is forgotten.
/// </summary>
internal static class InputMutations
{
    public static IEnumerable<InputMutation> Of(Operation valid)
    {
        yield return new InputMutation("kind", "absent", new Operation());
        FieldDescriptor kind = Operation.Descriptor.FindFieldByNumber((int)valid.KindCase);
        IMessage Locate(Operation of) => (IMessage)kind.Accessor.GetValue(of);
        foreach (InputMutation mutation in Of(valid, "", Locate)) yield return mutation;
    }

    private static IEnumerable<InputMutation> Of(
        Operation valid, string path, Func<Operation, IMessage> locate)
    {
        IMessage node = locate(valid);
        foreach (FieldDescriptor field in node.Descriptor.Fields.InDeclarationOrder())
        {
            bool otherOfOneof = field.ContainingOneof is { } one
                && one.Accessor.GetCaseFieldDescriptor(node) != field;
            if (otherOfOneof) continue;
            string name = path + field.Name;
            IEnumerable<InputMutation> all = field.IsRepeated ? OfList(valid, name, field, locate)
                : field.FieldType == FieldType.Message ? OfMessage(valid, name, field, locate)
                : OfScalar(valid, name, field, locate);
            foreach (InputMutation mutation in all) yield return mutation;
        }
    }

    private static IEnumerable<InputMutation> OfScalar(
        Operation valid, string name, FieldDescriptor field, Func<Operation, IMessage> locate)
    {
        object now = field.Accessor.GetValue(locate(valid));
        foreach ((string how, object value) in Values(field, now))
            if (!value.Equals(now))
                yield return Changed(valid, name, how, of => field.Accessor.SetValue(locate(of), value));
    }

    private static IEnumerable<InputMutation> OfMessage(
        Operation valid, string name, FieldDescriptor field, Func<Operation, IMessage> locate)
    {
        bool there = field.Accessor.GetValue(locate(valid)) is not null;
        if (there) yield return Changed(valid, name, "absent", of => field.Accessor.Clear(locate(of)));
        yield return Changed(valid, name, "empty", of => field.Accessor.SetValue(
            locate(of), field.MessageType.Parser.ParseFrom(ByteString.Empty)));
        if (!there) yield break;
        IMessage Inner(Operation of) => (IMessage)field.Accessor.GetValue(locate(of));
        foreach (InputMutation inner in Of(valid, name + ".", Inner)) yield return inner;
    }

    private static IEnumerable<InputMutation> OfList(
        Operation valid, string name, FieldDescriptor field, Func<Operation, IMessage> locate)
    {
        System.Collections.IList ListOf(Operation of) =>
            (System.Collections.IList)field.Accessor.GetValue(locate(of));
        yield return Changed(valid, name, "empty", of => ListOf(of).Clear());
        if (ListOf(valid).Count == 0) yield break;
        yield return Changed(valid, name, "one", of =>
        {
            while (ListOf(of).Count > 1) ListOf(of).RemoveAt(1);
        });
        yield return Changed(valid, name, "twice", of => ListOf(of).Add(Copy(ListOf(of)[0]!)));
        yield return Changed(valid, name, "many", of =>
        {
            for (int i = 0; i < 300; i += 1) ListOf(of).Add(Copy(ListOf(of)[0]!));
        });
        if (field.FieldType != FieldType.Message) yield break;
        IMessage First(Operation of) => (IMessage)ListOf(of)[0]!;
        foreach (InputMutation inner in Of(valid, name + "[0].", First)) yield return inner;
    }

    private static object Copy(object element) => element is IMessage message
        ? message.Descriptor.Parser.ParseFrom(message.ToByteArray()) : element;

    private static InputMutation Changed(
        Operation valid, string name, string how, Action<Operation> change)
    {
        Operation copy = valid.Clone();
        change(copy);
        return new InputMutation(name, how, copy);
    }

    private static IEnumerable<(string How, object Value)> Values(FieldDescriptor field, object now) =>
        field.FieldType switch
        {
            FieldType.UInt64 => Numbers((ulong)now, ulong.MaxValue).Select(n => (n.How, (object)n.Value)),
            FieldType.UInt32 => Numbers((uint)now, uint.MaxValue).Select(n => (n.How, (object)(uint)n.Value)),
            FieldType.Bool => [("other", !(bool)now)],
            FieldType.Enum => Enum.GetValues(field.EnumType.ClrType).Cast<object>()
                .Select(value => ($"{value}", value))
                .Append(("unlisted", Enum.ToObject(field.EnumType.ClrType, 99))),
            FieldType.String =>
            [
                ("absent", ""), ("long", new string('a', 65)), ("other", "nothing"), ("strange", "É\n\0 "),
            ],
            FieldType.Bytes => OfBytes((ByteString)now).Select(b => (b.How, (object)b.Value)),
            _ => throw new NotSupportedException($"no way to change a {field.FieldType}"),
        };

    private static IEnumerable<(string How, ulong Value)> Numbers(ulong now, ulong most) =>
        new[] { ("absent", 0ul), ("one", 1ul), ("less", now - Math.Min(now, 1)),
            ("more", now + Math.Min(most - now, 1)), ("most", most) }.DistinctBy(n => n.Item2);

    private static IEnumerable<(string How, ByteString Value)> OfBytes(ByteString now)
    {
        int length = now.Length == 0 ? Hash32.Size : now.Length;
        byte[] other = now.Length == 0 ? new byte[length] : now.ToByteArray();
        other[0] ^= 1;
        return
        [
            ("absent", ByteString.Empty), ("short", ByteString.CopyFrom(1)),
            ("long", ByteString.CopyFrom(new byte[2_000])), ("zero", ByteString.CopyFrom(new byte[length])),
            ("other", ByteString.CopyFrom(other)),
            ("most", ByteString.CopyFrom([.. Enumerable.Repeat((byte)255, length)])),
        ];
    }
}

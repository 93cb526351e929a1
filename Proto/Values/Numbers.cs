using System.Globalization;

namespace Chain;

/// <summary>Position of a block in the chain; genesis is 0.</summary>
public readonly record struct Height(ulong Value) : IComparable<Height>
{
    public Height Next => new(Value + 1);
    public int CompareTo(Height other) => Value.CompareTo(other.Value);
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    public static bool operator <(Height left, Height right) => left.Value < right.Value;
    public static bool operator >(Height left, Height right) => left.Value > right.Value;
    public static bool operator <=(Height left, Height right) => left.Value <= right.Value;
    public static bool operator >=(Height left, Height right) => left.Value >= right.Value;
}

/// <summary>
/// One attempt of one leader to add a block. Views restart at 1 in every epoch; 0 holds its root block.
/// </summary>
public readonly record struct View(ulong Value) : IComparable<View>
{
    public View Next => new(Value + 1);
    public int CompareTo(View other) => Value.CompareTo(other.Value);
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    public static bool operator <(View left, View right) => left.Value < right.Value;
    public static bool operator >(View left, View right) => left.Value > right.Value;
    public static bool operator <=(View left, View right) => left.Value <= right.Value;
    public static bool operator >=(View left, View right) => left.Value >= right.Value;
}

/// <summary>A span of blocks voted by one list of validators.</summary>
public readonly record struct Epoch(ulong Value) : IComparable<Epoch>
{
    public Epoch Next => new(Value + 1);
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;
    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;
    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;
}

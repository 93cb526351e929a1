using System.Globalization;

namespace Chain.Consensus;

/// <summary>
/// A connected peer. Below the number of validators it is the validator of that number, as authenticated by
/// the connection; above, an observer to which the driver gave the number.
/// </summary>
public readonly record struct PeerId(int Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

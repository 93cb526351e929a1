using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>An operation breaks a rule; the receipt says which.</summary>
internal sealed class Refusal(ReceiptStatus status) : Exception
{
    public ReceiptStatus Status => status;

    public static void Demand(bool holds, ReceiptStatus otherwise)
    {
        if (!holds) throw new Refusal(otherwise);
    }
}

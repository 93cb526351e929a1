using Chain.Wire;

namespace Chain;

/// <summary>
/// How many of a block's operations a transaction counts as (L-5): each of its operations one, but an
/// attestation one for each of its slots, since each is a row.
/// </summary>
public static class BlockShare
{
    /// <summary>How many of a block's signatures it is: its own, and those inside operations.</summary>
    public static int SignaturesOf(TransactionBody body) => 1 + InnerSignatures.Count(body);

    public static int Of(TransactionBody body)
    {
        int share = 0;
        foreach (Operation operation in body.Operations) share += Of(operation);
        return share;
    }

    /// <summary>One that execution refuses for its slots counts once.</summary>
    private static int Of(Operation operation)
    {
        if (operation.AttestCapacity is not { } attest || attest.LastSlot < attest.FirstSlot) return 1;
        ulong further = attest.LastSlot - attest.FirstSlot;
        return further < Limits.SlotsPerAttestation ? (int)further + 1 : 1;
    }
}

using Chain.Wire;

namespace Chain;

/// <summary>
/// How many of a block's operations a transaction counts as (L-5): each of its operations one, but an
/// attestation or a move one for each of its slots, since each is a row, a bundle and a request for
/// quotations one for each of its instruments, a revocation 64, and a refusal, a cancellation of all orders
/// and a notice for a group as the most that they can cancel and end.
/// </summary>
public static class BlockShare
{
    /// <summary>
    /// How many of a block's signatures it is: its own, those inside operations, and one for each key that a
    /// refusal discloses, which costs the ledger as much.
    /// </summary>
    public static int SignaturesOf(TransactionBody body)
    {
        int count = 1 + InnerSignatures.Count(body);
        foreach (Operation operation in body.Operations)
            if (operation.KindCase == Operation.KindOneofCase.RefuseHandover) count += 1;
        return count;
    }

    public static int Of(TransactionBody body)
    {
        int share = 0;
        foreach (Operation operation in body.Operations) share += Of(operation);
        return share;
    }

    /// <summary>One that execution refuses for its slots counts once.</summary>
    private static int Of(Operation operation) => operation.KindCase switch
    {
        Operation.KindOneofCase.AttestCapacity => Slots(
            operation.AttestCapacity.FirstSlot, operation.AttestCapacity.LastSlot,
            Limits.SlotsPerAttestation),
        Operation.KindOneofCase.MoveCapacity => Slots(
            operation.MoveCapacity.FirstSlot, operation.MoveCapacity.LastSlot, Limits.SlotsPerAttestation),
        // In each slot it may cancel as many orders as a party has in a book.
        Operation.KindOneofCase.RevokeCapacity => Limits.OrdersPerPartyInBook * Slots(
            operation.RevokeCapacity.FirstSlot, operation.RevokeCapacity.LastSlot, Limits.SlotsPerRevocation),
        Operation.KindOneofCase.PlaceBundle =>
            Math.Clamp(operation.PlaceBundle.Legs.Count, 1, Limits.LegsPerBundle),
        Operation.KindOneofCase.PlaceBlockOrder =>
            (int)Math.Clamp(operation.PlaceBlockOrder.Count, 1, Limits.LegsPerBundle),
        Operation.KindOneofCase.RequestQuotes =>
            Math.Clamp(operation.RequestQuotes.Instruments.Count, 1, Limits.InstrumentsPerRequest),
        // It may cancel as many asks as a party has in a book.
        Operation.KindOneofCase.RefuseHandover => Limits.OrdersPerPartyInBook,
        Operation.KindOneofCase.CancelAllOrders => Limits.CancelsPerOperation,
        Operation.KindOneofCase.GiveNotice when !operation.GiveNotice.Group.IsEmpty =>
            Limits.NoticesPerOperation,
        _ => 1,
    };

    private static int Slots(ulong first, ulong last, int most) =>
        last >= first && last - first < (ulong)most ? (int)(last - first) + 1 : 1;
}

namespace Chain.Ledger;

/// <summary>
/// What only some leases have; the others have none of it, at the price of one null. Never all defaults.
/// </summary>
/// <param name="Group">What the leases of one bundle have in common (M-510).</param>
/// <param name="DeliveryKey">To which its credentials are sealed (M-311).</param>
/// <param name="Splits">Resales and transfers between it and its first trade (M-802, M-804).</param>
internal sealed record LeaseMarks(Hash32 Group, Hash32 DeliveryKey, byte Splits)
{
    /// <returns>Null where they say nothing.</returns>
    public static LeaseMarks? Of(Hash32 group, Hash32 deliveryKey, byte splits = 0) =>
        group == default && deliveryKey == default && splits == 0
            ? null : new LeaseMarks(group, deliveryKey, splits);
}

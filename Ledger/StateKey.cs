using System.Text;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// Keys of the rows (L-10): what is stored, hashed into the state tree, and asked for in proofs.
/// </summary>
public static class StateKey
{
    /// <summary>Bytes of the longest key.</summary>
    public const int Longest = 2 + 2 * Limits.NameLength;

    public static byte[] Party(string name) => [(byte)RowKind.Party, .. Encoding.ASCII.GetBytes(name)];

    public static byte[] Account(AccountId account) => [(byte)RowKind.Account, .. account.Bytes.ToArray()];

    public static byte[] Asset(string asset) => [(byte)RowKind.Asset, .. Encoding.ASCII.GetBytes(asset)];

    public static byte[] Totals(string asset) => [(byte)RowKind.Totals, .. Encoding.ASCII.GetBytes(asset)];

    public static byte[] Product(string product) =>
        [(byte)RowKind.Product, .. Encoding.ASCII.GetBytes(product)];

    public static byte[] Balance(AccountId account, string asset) =>
        [(byte)RowKind.Balance, .. account.Bytes.ToArray(), .. Encoding.ASCII.GetBytes(asset)];

    /// <param name="slot">0 for SPOT, as of an instrument.</param>
    public static byte[] Capacity(AccountId provider, string product, Delivery delivery, ulong slot) =>
        [(byte)RowKind.Capacity, .. provider.Bytes.ToArray(), (byte)delivery, .. BigEndian(slot),
            .. Encoding.ASCII.GetBytes(product)];

    public static byte[] Instrument(string product, Delivery delivery, ulong slot) =>
        [(byte)RowKind.Instrument, (byte)delivery, .. BigEndian(slot),
            .. Encoding.ASCII.GetBytes(product)];

    public static byte[] Order(AccountId account, ulong clientOrderId) =>
        [(byte)RowKind.Order, .. account.Bytes.ToArray(), .. BigEndian(clientOrderId)];

    public static byte[] Stream(AccountId account, string asset) =>
        [(byte)RowKind.Stream, .. account.Bytes.ToArray(), .. Encoding.ASCII.GetBytes(asset)];

    public static byte[] Clock() => [(byte)RowKind.Clock, 0];

    public static byte[] PendingReceipt(Hash32 lease) => [(byte)RowKind.PendingReceipt, .. lease.ToArray()];

    public static byte[] Handover(Hash32 lease) => [(byte)RowKind.Handover, .. lease.ToArray()];

    public static byte[] Lease(Hash32 lease) => [(byte)RowKind.Lease, .. lease.ToArray()];

    public static byte[] OrderIds(AccountId account) =>
        [(byte)RowKind.OrderIds, .. account.Bytes.ToArray()];

    public static byte[] Member(AccountId account) => [(byte)RowKind.Member, .. account.Bytes.ToArray()];

    public static byte[] Role(AccountId account, Wire.Role role) =>
        [(byte)RowKind.Role, .. account.Bytes.ToArray(), (byte)role];

    public static byte[] Proposal(AccountId proposer, ulong number) =>
        [(byte)RowKind.Proposal, .. proposer.Bytes.ToArray(), .. BigEndian(number)];

    public static byte[] Freeze(AccountId account) => [(byte)RowKind.Freeze, .. account.Bytes.ToArray()];

    /// <summary>Absent while the account signs with the key that is its id.</summary>
    public static byte[] Key(AccountId account) => [(byte)RowKind.Key, .. account.Bytes.ToArray()];

    public static byte[] Parameter(Wire.ChainParameter parameter) =>
        [(byte)RowKind.Parameter, (byte)parameter];
    public static byte[] Bundle(AccountId account, ulong clientOrderId) =>
        [(byte)RowKind.Bundle, .. account.Bytes.ToArray(), .. BigEndian(clientOrderId)];

    public static byte[] Grade(string grade) => [(byte)RowKind.Grade, .. Encoding.ASCII.GetBytes(grade)];

    public static byte[] Region(string region) => [(byte)RowKind.Region, .. Encoding.ASCII.GetBytes(region)];

    public static byte[] Dispute(Hash32 dispute) => [(byte)RowKind.Dispute, .. dispute.ToArray()];

    /// <param name="member">Its number.</param>
    public static byte[] Ballot(Hash32 dispute, byte member) =>
        [(byte)RowKind.Ballot, .. dispute.ToArray(), member];

    public static byte[] Reputation(string party) =>
        [(byte)RowKind.Reputation, .. Encoding.ASCII.GetBytes(party)];

    /// <param name="low">The lower of the two names.</param>
    public static byte[] Pair(string low, string high) =>
        [(byte)RowKind.Pair, (byte)low.Length, .. Encoding.ASCII.GetBytes(low),
            .. Encoding.ASCII.GetBytes(high)];

    public static byte[] Request(AccountId tenant, ulong clientOrderId) =>
        [(byte)RowKind.Request, .. tenant.Bytes.ToArray(), .. BigEndian(clientOrderId)];

    public static byte[] Quotation(AccountId tenant, ulong clientOrderId, AccountId provider) =>
        [(byte)RowKind.Quotation, .. tenant.Bytes.ToArray(), .. BigEndian(clientOrderId),
            .. provider.Bytes.ToArray()];

    public static byte[] Transfer(Hash32 lease) => [(byte)RowKind.Transfer, .. lease.ToArray()];

    /// <param name="number">In voting order.</param>
    public static byte[] Validator(ushort number) =>
        [(byte)RowKind.Validator, (byte)(number >> 8), (byte)number];

    /// <param name="validator">Its number.</param>
    public static byte[] Offence(ushort validator) =>
        [(byte)RowKind.Offence, (byte)(validator >> 8), (byte)validator];

    private static byte[] BigEndian(ulong value)
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}

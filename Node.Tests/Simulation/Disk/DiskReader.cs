using System.Numerics;
using Chain.Ledger;
using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>What a disk says of chain and money, read without the store.</summary>
internal sealed class DiskReader(DiskVersion disk)
{
    /// <summary>Of all blocks, in the order of the chain.</summary>
    public List<TransactionReceipt> Receipts()
    {
        var receipts = new List<TransactionReceipt>();
        foreach ((_, ReadOnlyMemory<byte> payload) in Rows(Family.Receipts))
            foreach (ReadOnlyMemory<byte> bytes in BlobList.Decode(payload)!)
                receipts.Add(TransactionReceipt.TryRead(bytes.Span, out TransactionReceipt receipt)
                    ? receipt : throw new SafetyViolationException("a stored receipt does not decode"));
        return receipts;
    }

    public IEnumerable<StateRow.Offence> Offences() =>
        Rows(Family.State).Where(row => row.Key[0] == (byte)RowKind.Offence)
            .Select(row => (StateRow.Offence)StateRow.Decode(row.Key, row.Payload.Span)!);

    /// <returns>Null when balances, locks, escrow, pools and fees are what was minted.</returns>
    public string? MoneyProblem()
    {
        BigInteger held = 0;
        foreach ((byte[] key, ReadOnlyMemory<byte> payload) in Rows(Family.State))
        {
            held += StateRow.Decode(key, payload.Span) switch
            {
                StateRow.Balance balance => balance.Available + (BigInteger)balance.Locked,
                StateRow.Totals totals => totals.Escrow + (BigInteger)totals.Pools + totals.Fees
                    - (BigInteger)(totals.Minted - totals.Burnt),
                _ => 0,
            };
        }
        return held.IsZero ? null : $"money is not conserved: {held} too much";
    }

    private IEnumerable<(byte[] Key, ReadOnlyMemory<byte> Payload)> Rows(Family family)
    {
        PersistentMap map = disk.Of(family);
        for (PersistentMap.Entry? at = map.AtOrAbove([]); at is not null; at = map.AtOrAbove([.. at.Key, 0]))
            yield return (at.Key, at.Value.AsMemory(0, at.Value.Length - StoredValue.ChecksumSize));
    }
}

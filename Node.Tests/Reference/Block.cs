using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>What the block says of one transaction (L-7).</summary>
internal readonly record struct Verdicts(ReceiptStatus Status, uint FailedOperation);

/// <summary>One block on the state of its parent (L-2).</summary>
internal static class Block
{
    public static List<Verdicts> Run(
        World world, ulong height, Hash32 parentDigest, ulong timestampMs, IReadOnlyList<Transaction> listed)
    {
        world.ParentMs = world.NowMs;
        world.NowMs = timestampMs;
        world.Height = height;
        world.ParentDigest = parentDigest;
        DueWork.AdvanceLiveTime(world);
        int left = DueWork.Run(world, Limits.DueItemsPerBlock);
        world.WorkWaits = DueWork.Waits(world);
        List<Verdicts> verdicts = [.. listed.Select(transaction => Run(world, transaction))];
        DueWork.Run(world, left);
        Auctions.Run(world);
        return verdicts;
    }

    private static Verdicts Run(World world, Transaction transaction)
    {
        AccountId account = transaction.Account;
        if (world.Accounts.Find(AccountRow.KeyOf(account)) is null)
            return new Verdicts(ReceiptStatus.UnknownAccount, 0);
        if (Keys.PresentOf(world, account) != transaction.Signer.Bytes)
            return new Verdicts(ReceiptStatus.WrongKey, 0);
        object[] before = world.Save();
        uint number = 0;
        try
        {
            foreach (Operation operation in transaction.Body.Operations)
            {
                Operations.Run(world, account, operation);
                number += 1;
            }
            return new Verdicts(ReceiptStatus.Ok, 0);
        }
        catch (Refusal refusal)
        {
            world.Restore(before);
            return new Verdicts(refusal.Status, number);
        }
    }
}

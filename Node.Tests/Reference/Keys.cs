using Chain.Crypto;
using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Which key signs for an account (M-150 to M-153).</summary>
internal static class Keys
{
    public static Hash32 PresentOf(World world, AccountId account) =>
        world.Keys.Find(KeyRow.KeyOf(account))?.Present ?? account.Bytes;

    /// <summary>M-104: a point, of nobody.</summary>
    public static Hash32 Fresh(World world, Hash32 key)
    {
        Demand(ECXOnlyPubKey.IsValid(key.Span), ReceiptStatus.InvalidKey);
        Demand(world.Accounts.Find(AccountRow.KeyOf(new AccountId(key))) is null
            && world.Keys.All.All(row => row.Present != key), ReceiptStatus.AlreadyExists);
        return key;
    }

    public static void Rotate(World world, AccountId account, RotateKey rotate)
    {
        AccountId key = World.ToAccount(rotate.NewKey);
        ulong rotations = world.Keys.Find(KeyRow.KeyOf(account))?.Rotations ?? 0;
        Demand(rotate.Rotation == rotations, ReceiptStatus.WrongRotation);
        world.Keys.Put(new KeyRow(account, Fresh(world, key.Bytes), rotations + 1));
    }

    public static void Replace(World world, ReplaceKey replace)
    {
        AccountId account = World.ToAccount(replace.Account), key = World.ToAccount(replace.NewKey);
        world.Existing(account);
        ulong rotations = world.Keys.Find(KeyRow.KeyOf(account))?.Rotations ?? 0;
        world.Keys.Put(new KeyRow(account, Fresh(world, key.Bytes), rotations + 1));
    }
}

using Chain.Tests.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>What the sides of leases, and panels, do in a random history.</summary>
internal sealed class LeaseSource(Scene scene, World world, Dice dice)
{
    public (AccountId Who, Operation What)? Next(ulong nowMs)
    {
        if (dice.OneIn(3) && dice.PickAny(world.Disputes.All) is { } dispute) return OfPanel(dispute);
        if (dice.OneIn(8)) return OfStream(dice.Pick(scene.Traders));
        if (dice.PickAny(world.Leases.All) is not { } lease) return null;
        return dice.OneIn(2) ? OfTenant(lease) : (lease.Provider, OfProvider(lease, nowMs));
    }

    private (AccountId Who, Operation What) OfStream(AccountId who)
    {
        string asset = dice.OneIn(4) ? Scene.Dollar : Scene.Euro;
        StreamRow? stream = world.Streams.Find(StreamRow.KeyOf(who, asset));
        return (who, dice.OneIn(3)
            ? LeaseOps.Withdraw(dice.OneIn(3) ? stream?.Funds ?? 1 : dice.Between(1, 900), asset)
            : LeaseOps.Deposit(dice.Between(1, dice.Number(20, 3_000)), asset));
    }

    private (AccountId Who, Operation What) OfTenant(LeaseRow lease)
    {
        ByteString id = Bytes(lease.Lease);
        if (lease.Book.IsSpot && dice.OneIn(8)) return OfStream(lease.Tenant);
        if (lease.Pending && !dice.OneIn(3)) return (lease.Tenant, Contest(lease));
        if (lease.Book.IsSpot && dice.OneIn(6))
            return (lease.Tenant, lease.Group is { } group && dice.OneIn(2)
                ? LeaseOps.NoticeToGroup(group) : LeaseOps.Notice(lease.Lease));
        if (!dice.OneIn(4)) return (lease.Tenant, LeaseOps.Acknowledge(lease.Lease));
        return (lease.Tenant, Refuse(lease, dice.OneIn(9) ? id : Bytes(DisputeOps.Key)));
    }

    /// <summary>With the key that it discloses.</summary>
    public static Operation Refuse(LeaseRow lease, ByteString disclosed) => new()
    {
        RefuseHandover = new RefuseHandover { Lease = Bytes(lease.Lease), DisclosedKey = disclosed },
    };

    private Operation Contest(LeaseRow lease)
    {
        UInt128 claimed = world.Pendings.Find(PendingRow.KeyOf(lease.Lease))!.Delivered;
        UInt128 stated = lease.Delivered + (claimed - lease.Delivered) * dice.Between(0, 100) / 100;
        return DisputeOps.Open(lease.Lease, lease.Receipts + 1, stated);
    }

    private Operation OfProvider(LeaseRow lease, ulong nowMs)
    {
        if (lease.PostedMs == 0 || dice.OneIn(12))
            return LeaseOps.Post(lease.Lease, (int)dice.Between(1, 60));
        if (lease.Book.IsSpot && dice.OneIn(12)) return LeaseOps.Notice(lease.Lease);
        if (lease.Book.IsSpot && dice.OneIn(20)) return LeaseOps.Exit(lease.Lease);
        ulong latest = lease.State == LeaseState.Ended ? Contracts.BilledMs(world, lease) : nowMs;
        ulong passed = latest - Math.Min(latest, lease.ThroughMs);
        ulong through = lease.ThroughMs + (dice.OneIn(2) ? passed : passed * dice.Between(0, 100) / 100);
        if (dice.OneIn(4) && lease.PeriodMs > lease.ThroughMs) through = lease.PeriodMs;
        UInt128 most = (UInt128)lease.Lots * (through - lease.ThroughMs);
        UInt128 grown = dice.OneIn(3) ? most : most * dice.Between(0, 100) / 100;
        Operation operation = LeaseOps.Deliver(lease.Lease, lease.Receipts + 1, through,
            lease.Delivered + grown, dice.OneIn(2) ? lease.Tenant : null);
        if (!operation.PostDelivery.TenantKey.IsEmpty)
            operation.PostDelivery.TenantKey = Bytes(Keys.PresentOf(world, lease.Tenant));
        return operation;
    }

    private (AccountId Who, Operation What) OfPanel(DisputeRow dispute)
    {
        MemberRow[] members = [.. world.Members.All];
        MemberRow[] panel = [.. members.Where(member => (member.Bit & dispute.Panel) != 0)];
        MemberRow member = dice.Pick(panel.Length == 0 || dice.OneIn(8) ? members : panel);
        AccountId signer = world.Roles.All.FirstOrDefault(row => row.Role == Role.Arbitrator
            && row.Member == member.Account) is { } role && dice.OneIn(2) ? role.Account : member.Account;
        // Mostly what was committed, and mostly the same of all.
        var verdict = (Verdict)((dispute.Dispute.Prefix / 7 + (ulong)member.Number % 3 / 2) % 3 + 1);
        if (dice.OneIn(20)) verdict = dice.Pick(Verdict.Provider, Verdict.Tenant, Verdict.Half);
        Hash32 salt = TaggedHash.Genesis.Of(member.Account.Bytes.Span);
        return (signer, dispute.Phase == DisputePhase.Revealing
            ? new Operation
            {
                RevealVerdict = new RevealVerdict
                {
                    Dispute = Bytes(dispute.Dispute),
                    Verdict = verdict,
                    Salt = Bytes(salt),
                },
            }
            : new Operation
            {
                CommitVerdict = new CommitVerdict
                {
                    Dispute = Bytes(dispute.Dispute),
                    Commitment = Bytes(Hashes.OfVote(dispute, member.Account, (ulong)verdict, salt)),
                },
            });
    }

    private static ByteString Bytes(Hash32 hash) => ByteString.CopyFrom(hash.Span);
}

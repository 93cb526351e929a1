using System.Buffers.Binary;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>DisputeService: open disputes and reputation, from committed state (M-731 to M-822).</summary>
public sealed class DisputeApi(ChainStore store) : DisputeService.DisputeServiceBase
{
    public override Task<ListDisputesReply> ListDisputes(
        ListDisputesRequest request, ServerCallContext context)
    {
        if (!request.Account.IsEmpty && !Hash32.TryRead(request.Account.Span, out _))
            throw ApiErrors.Invalid("account must be 32 bytes");
        using StoreSnapshot now = store.Snapshot();
        List<StateRow.Member> members = GovernanceApi.Members(now.Reads);
        var reply = new ListDisputesReply();
        reply.NextPageToken = StateRows.Page<StateRow.Dispute>(
            now.Reads, [(byte)RowKind.Dispute], request.PageToken, PageToken.Size(request.PageSize),
            row => request.Account.IsEmpty || IsOf(now.Reads, row, request.Account),
            row => reply.Disputes.Add(Of(now.Reads, members, row)));
        return Task.FromResult(reply);
    }

    public override Task<Dispute> GetDispute(GetDisputeRequest request, ServerCallContext context)
    {
        if (!Hash32.TryRead(request.Id.Span, out Hash32 id)) throw ApiErrors.Invalid("id must be 32 bytes");
        using StoreSnapshot now = store.Snapshot();
        StateRow.Dispute row = StateRows.Row<StateRow.Dispute>(now.Reads, StateKey.Dispute(id))
            ?? throw ApiErrors.NotFound("dispute");
        return Task.FromResult(Of(now.Reads, GovernanceApi.Members(now.Reads), row));
    }

    public override Task<PartyReputation> GetReputation(
        GetReputationRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        if (request.Party.Length is 0 or > Limits.NameLength
            || StateRows.Row<StateRow.Party>(now.Reads, StateKey.Party(request.Party)) is null)
            throw ApiErrors.NotFound("party");
        StateRow.Parameter halfLife = StateRows.Row<StateRow.Parameter>(
            now.Reads, StateKey.Parameter(ChainParameter.ReputationHalfLifeMs))!;
        ulong nowMs = now.Reads.Header(now.Height)!.Header.TimestampMs;
        StateRow.Reputation? row = StateRows.Row<StateRow.Reputation>(
            now.Reads, StateKey.Reputation(request.Party))?.At(nowMs, halfLife.Value);
        return Task.FromResult(new PartyReputation
        {
            Party = request.Party,
            AsProvider = Record(row?.AsProvider ?? default),
            AsTenant = Record(row?.AsTenant ?? default),
        });
    }

    private static bool IsOf(StoreReads reads, StateRow.Dispute row, ByteString account)
    {
        StateRow.Lease lease = LeaseOf(reads, row);
        return Describe.Bytes(lease.Provider) == account || Describe.Bytes(lease.Tenant) == account;
    }

    private static StateRow.Lease LeaseOf(StoreReads reads, StateRow.Dispute row) =>
        StateRows.Row<StateRow.Lease>(reads, StateKey.Lease(row.LeaseId))!;

    private static Dispute Of(StoreReads reads, List<StateRow.Member> members, StateRow.Dispute row)
    {
        StateRow.Lease lease = LeaseOf(reads, row);
        bool drawing = row.Phase == DisputePhase.Drawing;
        ulong liveMs = StateRows.Row<StateRow.Clock>(reads, StateKey.Clock())?.LiveMs ?? 0;
        StateRow.Handover? handover = row.Receipt > 0 ? null
            : StateRows.Row<StateRow.Handover>(reads, StateKey.Handover(row.LeaseId));
        var dispute = new Dispute
        {
            Id = ByteString.CopyFrom(row.Id.Span),
            Lease = ByteString.CopyFrom(row.LeaseId.Span),
            Receipt = row.Receipt,
            Phase = row.Phase,
            Round = row.Round,
            LeftMs = row.DeadlineMs - Math.Min(row.DeadlineMs, liveMs),
            DrawnAtHeight = drawing ? row.DrawnAtHeight : 0,
            Provider = Describe.Bytes(lease.Provider),
            Tenant = Describe.Bytes(lease.Tenant),
            Asset = StateRows.Row<StateRow.Product>(reads, StateKey.Product(lease.ProductName))!.Terms.Asset,
            Contested = row.Contested,
            TenantBond = row.TenantBond,
            ProviderBond = row.ProviderBond,
            Claimed = Meter(row.Claimed),
            Stated = Meter(row.Stated),
            DisclosedKey = row.Receipt > 0 ? ByteString.Empty : ByteString.CopyFrom(row.DisclosedKey.Span),
            CredentialsHash = handover is null ? ByteString.Empty
                : ByteString.CopyFrom(handover.Credentials.Span),
            CredentialsHeight = handover?.Height ?? 0,
        };
        if (drawing) return dispute;
        foreach (StateRow.Member member in members.Where(member => (member.Bit & row.Panel) != 0))
            dispute.Panel.Add(Seat(reads, row.Id, member));
        return dispute;
    }

    private static PanelSeat Seat(StoreReads reads, Hash32 dispute, StateRow.Member member)
    {
        StateRow.Ballot? ballot =
            StateRows.Row<StateRow.Ballot>(reads, StateKey.Ballot(dispute, member.Number));
        return new PanelSeat
        {
            Member = Describe.Bytes(member.Id),
            Name = GovernanceApi.NameOf(reads, member.Id),
            Committed = ballot is not null,
            Verdict = ballot?.Verdict ?? Verdict.Unspecified,
        };
    }

    private static ByteString Meter(UInt128 lotMs)
    {
        var bytes = new byte[InnerSignatures.MeterBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, lotMs);
        return ByteString.CopyFrom(bytes);
    }

    private static ReputationCounts Record(PartyRecord record) =>
        new() { Leases = record.Leases, LotHours = record.LotHours, Faults = record.Faults };
}

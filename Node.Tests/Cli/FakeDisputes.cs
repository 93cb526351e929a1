using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>One dispute of a receipt, with a panel of a member that the test chooses and another.</summary>
internal sealed class FakeDisputes : DisputeService.DisputeServiceBase
{
    public ByteString Judge { get; set; } = FakeNode.Bytes(8);

    public bool Committed { get; set; }

    public override Task<ListDisputesReply> ListDisputes(
        ListDisputesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListDisputesReply { Disputes = { One() } });

    public override Task<Dispute> GetDispute(GetDisputeRequest request, ServerCallContext context) =>
        Task.FromResult(One());

    public override Task<PartyReputation> GetReputation(
        GetReputationRequest request, ServerCallContext context) => Task.FromResult(new PartyReputation
        {
            Party = request.Party,
            AsProvider = new ReputationCounts { Leases = 7, LotHours = 120, Faults = 1 },
            AsTenant = new ReputationCounts(),
        });

    private Dispute One() => new()
    {
        Id = FakeNode.Bytes(0x5b),
        Lease = FakeNode.Bytes(0x9a),
        Receipt = 3,
        Phase = DisputePhase.Committing,
        Round = 1,
        LeftMs = 90_000,
        Panel =
        {
            new PanelSeat { Member = Judge, Name = "northcloud", Committed = Committed },
            new PanelSeat { Member = FakeNode.Bytes(9), Name = "eastgrid", Verdict = Verdict.Half },
        },
        Provider = FakeNode.Bytes(1),
        Tenant = FakeNode.Bytes(2),
        Asset = "EUR",
        Contested = 1_250,
        TenantBond = 100,
        ProviderBond = 100,
        Claimed = ByteString.CopyFrom([.. new byte[15], 200]),
        Stated = ByteString.CopyFrom([.. new byte[15], 50]),
    };
}

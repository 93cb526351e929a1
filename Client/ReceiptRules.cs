using Chain.Wire;

namespace Chain.Client;

/// <summary>
/// The rules that a refusal enforces: the one source of the table at the end of docs/spec/market.md, which a
/// test compares.
/// </summary>
public static class ReceiptRules
{
    /// <summary>As in "M-305, M-504", the most frequent first.</summary>
    /// <returns>Empty for what is no refusal, or one of a newer node.</returns>
    public static string Of(ReceiptStatus status) => status switch
    {
        ReceiptStatus.UnknownAccount => "M-170, L-8",
        ReceiptStatus.UnknownAsset or ReceiptStatus.UnknownProduct
            or ReceiptStatus.InsufficientBalance or ReceiptStatus.NotPermitted
            or ReceiptStatus.InvalidAmount or ReceiptStatus.InvalidKey
            or ReceiptStatus.InvalidParameter or ReceiptStatus.UnknownProposal
            or ReceiptStatus.UnknownParty or ReceiptStatus.UnknownLease
            or ReceiptStatus.UnknownDispute => "M-170",
        ReceiptStatus.UnknownOrder => "M-309",
        ReceiptStatus.InsufficientCapacity => "M-215",
        ReceiptStatus.AlreadyExists => "M-104, M-105, M-112, M-131, M-181, M-201, M-204",
        ReceiptStatus.OrderIdTaken or ReceiptStatus.OrderIdUsed => "M-301",
        ReceiptStatus.InvalidLots or ReceiptStatus.InvalidPrice => "M-306",
        ReceiptStatus.InvalidName => "M-101",
        ReceiptStatus.Overflow => "M-302, M-303, M-503, M-603",
        ReceiptStatus.BookClosed => "M-202, M-213",
        ReceiptStatus.BeyondHorizon => "M-202, M-212",
        ReceiptStatus.TooManyOrders => "M-305, M-504",
        ReceiptStatus.SupplyExceeded => "M-103",
        ReceiptStatus.NotIndependent => "M-211",
        ReceiptStatus.BelowCommitments => "M-211, M-212",
        ReceiptStatus.BookFull => "M-307, M-504",
        ReceiptStatus.InvalidExpiry => "M-308",
        ReceiptStatus.ConflictingConditions => "M-311",
        ReceiptStatus.InvalidMinimum => "M-310",
        ReceiptStatus.TooManyMinimums => "M-305",
        ReceiptStatus.AccountFrozen or ReceiptStatus.NotFrozen => "M-160",
        ReceiptStatus.WrongKey => "M-150, M-181, M-712",
        ReceiptStatus.ProposalClosed or ReceiptStatus.QuorumLost => "M-125",
        ReceiptStatus.UnknownValidator => "M-181",
        ReceiptStatus.WrongProposalNumber => "M-120",
        ReceiptStatus.TooManyProposals => "M-122",
        ReceiptStatus.TooFewMembers => "M-132",
        ReceiptStatus.TooManyMembers => "M-110",
        ReceiptStatus.WrongRotation => "M-151",
        ReceiptStatus.UnknownRole => "M-112",
        ReceiptStatus.NotAMember => "M-132, M-133",
        ReceiptStatus.InvalidValue => "M-140",
        ReceiptStatus.NoSpot => "M-203",
        ReceiptStatus.UnknownGrade or ReceiptStatus.UnknownRegion => "M-204",
        ReceiptStatus.UnknownCapacity => "M-216",
        ReceiptStatus.NotHandedOver => "M-614, M-630",
        ReceiptStatus.LeaseEnded => "M-611, M-630",
        ReceiptStatus.NotAcknowledged or ReceiptStatus.ReceiptOutOfOrder => "M-711",
        ReceiptStatus.ReceiptPending => "M-712",
        ReceiptStatus.InvalidMeter or ReceiptStatus.LeaseDisputed => "M-711, M-731",
        ReceiptStatus.InsufficientDeposit => "M-626",
        ReceiptStatus.StreamDry => "M-627",
        ReceiptStatus.StreamClosing => "M-628",
        ReceiptStatus.TooManyPostings => "M-615",
        ReceiptStatus.TooManyLeases => "M-604",
        ReceiptStatus.DueWorkWaiting => "L-15",
        ReceiptStatus.AlreadyAcknowledged => "M-614",
        ReceiptStatus.NoPendingReceipt => "M-731",
        ReceiptStatus.NotOnPanel or ReceiptStatus.WrongPhase or ReceiptStatus.AlreadyVoted
            or ReceiptStatus.WrongReveal => "M-734",
        ReceiptStatus.InvalidLegs => "M-501, M-502",
        ReceiptStatus.MixedAssets => "M-501",
        ReceiptStatus.UnknownRequest => "M-542, M-545",
        ReceiptStatus.NotAcceptable or ReceiptStatus.SameParty or ReceiptStatus.AlreadyQuoted
            or ReceiptStatus.TooManyQuotations => "M-542",
        ReceiptStatus.HasQuotations => "M-545",
        ReceiptStatus.TooManySplits => "M-801, M-803",
        ReceiptStatus.InsufficientLots => "M-801",
        ReceiptStatus.TransferWaits or ReceiptStatus.UnknownTransfer
            or ReceiptStatus.TransferAccepted or ReceiptStatus.OfferChanged
            or ReceiptStatus.NoticeGiven => "M-803",
        _ => "",
    };
}

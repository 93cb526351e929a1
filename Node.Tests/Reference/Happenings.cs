namespace Chain.Tests.Reference;

/// <summary>What must have happened in histories for these chapters to be tested.</summary>
internal static class Happenings
{
    public const string NobodyQuoted = "a request ends without a quotation",
        SlotWon = "a quotation of slots wins", SpotWon = "a quotation of SPOT wins",
        NoWinner = "no quotation wins", Unrevealed = "a quotation is not revealed",
        QuotationOutlived = "a quotation ends with its capacity",
        PriceCannotWin = "a quotation cannot win: its price", TooLate = "a quotation cannot win: its time",
        Revoked = "a quotation cannot win: its capacity", ProviderFrozen = "a quotation cannot win: frozen",
        TenantFrozen = "a quotation cannot win: its tenant is frozen";

    public const string SoldInPart = "lots of a lease are resold", SoldWhole = "all of a lease is resold",
        Rekeyed = "a resale pays for new credentials", OfferOver = "an offer of a lease is over",
        AcceptedOver = "an accepted transfer is over", AsksOfRefused = "a refusal cancels asks of its lease",
        TransferFails = "an accepted transfer fails",
        PassedWhole = "a lease passes on", PassedInPart = "lots of a lease pass on";

    public const string VotedTwice = "a validator votes for two blocks",
        LeftAndCommitted = "a validator commits in a view that it leaves";

    public static readonly string[] All =
    [
        NobodyQuoted, SlotWon, SpotWon, NoWinner, Unrevealed, QuotationOutlived, PriceCannotWin, Revoked,
        SoldInPart, SoldWhole, Rekeyed, OfferOver, AcceptedOver, TransferFails, PassedWhole, PassedInPart,
        "OfferTransfer", "AcceptTransfer", "WithdrawTransfer", "RequestQuotes",
        "CancelRequest", "CommitQuote", "RevealQuote",
        VotedTwice, LeftAndCommitted, "ReportOffence", "ReportOffence: InvalidParameter",
        "ReportOffence: UnknownValidator", "ReportOffence: WrongKey", "ReportOffence: AlreadyExists",
    ];
}

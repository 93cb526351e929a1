namespace Chain.Ledger;

/// <summary>
/// First byte of every state key (L-10). Ascending: a row refers only to rows of smaller kinds.
/// </summary>
public enum RowKind : byte
{
    None = 0,
    Party = 1,
    Account = 2,
    Asset = 3,
    Totals = 4,
    Product = 5,
    Balance = 6,
    Capacity = 7,
    Instrument = 8,
    Order = 9,
    Lease = 10,
    OrderIds = 11,
    Member = 12,
    Role = 13,
    Proposal = 14,
    Freeze = 15,
    Key = 16,
    Parameter = 17,
    Grade = 18,
    Region = 19,
    Stream = 20,
    Clock = 21,
    PendingReceipt = 22,
    Handover = 23,
    Dispute = 30,
    Ballot = 31,
    Bundle = 40,
    Reputation = 50,
    Pair = 51,
    Request = 60,
    Quotation = 61,
    Transfer = 62,
    Validator = 70,
    Offence = 71,
}

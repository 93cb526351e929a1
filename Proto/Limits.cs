namespace Chain;

/// <summary>
/// Every maximum of the wire, of a block, of the market and of a node's pool, in one place. The bound of a
/// queue or a cache stands beside it, where its owner shows why it suffices.
/// </summary>
/// <remarks>
/// Consensus parameters that a genesis may lower stand in <c>nodes.json</c>; these are their ceilings.
/// </remarks>
public static class Limits
{
    // Consensus
    public const int Validators = 128;
    public const int UncommittedBlocks = 16;
    public const int VoteWindow = 8;
    public const int VoteHistory = 64;
    public const int JustificationTail = 32;

    // A block
    public const int TransactionsPerBlock = 4_096;
    public const int OperationsPerBlock = 16_384;
    public const int SignaturesPerBlock = 8_192;
    public const int TransactionsPerAccount = 64;
    public const int BlockBytes = 4 * 1024 * 1024;

    // A transaction
    public const int OperationsPerTransaction = 256;
    public const int SharePerTransaction = 4_096;
    public const int TransactionBytes = 64 * 1024;
    public const int ValidityMs = 120_000;
    public const int RecentIds = 1 << 20;

    // Identifiers
    public const int ChainIdLength = 32;
    public const int NameLength = 64;
    public const int AssetLength = 12;

    // Money and quantities
    public const ulong Supply = 1UL << 62;
    public const ulong Price = 1UL << 40;
    public const ulong Notional = 1UL << 62;
    public const ulong Lots = 1UL << 40;
    public const int FeeBps = 500;
    public const int Decimals = 12;

    // The market
    public const int OrdersPerBookSide = 8_192;
    public const int OrdersPerPartyInBook = 64;
    public const int OrdersPerAccount = 4_096;
    public const int MinimumsPerPartyInBook = 2;
    public const int CancelsPerOperation = 256;
    public const ulong OrderLifetimeMs = 30UL * 24 * 3_600_000;
    public const int UsedOrderIds = 256;
    public const int AuctionPasses = 17;
    public const int Exclusions = 8;
    public const int LegsPerBundle = 24;
    public const int Bundles = 1_024;
    public const int BundlesPerParty = 64;
    public const int BundleFailures = 8;
    public const int BundlesPerBlock = 32;
    public const int BundleRounds = 2;
    public const int PassesPerTrial = 4;
    public const int InstrumentsPerRequest = 8;
    public const int RequestsPerAccount = 64;
    public const int QuotationsPerRequest = 32;
    public const int BooksPerBlock = 256;
    public const int OrderVisitsPerBlock = 1 << 20;
    public const int DueItemsPerBlock = 4_096;
    public const int FillsPerBlock = 16_384;
    public const int LeasesPerBlock = 4_096;
    public const int CredentialsBytes = 1_024;
    public const int Rekeyings = 16;
    public const int Splits = 16;
    public const int NoticesPerOperation = 256;
    public const int LeasesPerStream = 16_384;
    public const ulong LiveStepMs = 10_000;
    public const int SlotsPerAttestation = 1_024;
    public const int SlotsPerRevocation = 32;
    public const int NoteLength = 256;
    public const ulong HorizonMs = 366UL * 24 * 3_600_000;
    public const ulong SlotMsMin = 60_000;
    public const ulong SlotMsMax = 31UL * 24 * 3_600_000;
    public const ulong NoticeMsMax = 31UL * 24 * 3_600_000;
    public const ulong MsPerHour = 3_600_000;

    // Prices
    public const ulong MinuteCandleDays = 30;
    public const ulong FiveMinuteCandleDays = 180;

    // Governance
    public const int Members = 128;
    public const int MembersLeft = 4;
    public const int OpenProposals = 64;
    public const int OpenProposalsPerMember = 8;
    public const int ProposalsKept = 16;
    public const int ActionBytes = 256;
    public const ulong ProposalLifeMs = 30UL * 24 * 3_600_000;

    // The state tree
    public const int StateVersions = 64;
    public const int RetiredNodes = 1 << 17;
    public const int ProofSiblings = 256;

    // Peers
    public const int PeerMessageBytes = 6 * 1024 * 1024;
    public const int ClientMessageBytes = 1024 * 1024;
    public const int GossipBatch = 1_024;
    public const int SyncBlocks = 256;

    // Memory of a node
    public const int MempoolTransactions = 50_000;
    public const int MempoolPerAccount = 4_096;
    public const int MempoolBytes = 64 * 1024 * 1024;
}

namespace Chain.Ledger;

/// <summary>
/// The parts of executing a block, in order. The ledger has no clock: who wants to know what each takes
/// is told when it begins.
/// </summary>
public enum BlockPhase { DueWork, Transactions, Auctions, Encoding, StateTree, Receipts }

using Chain.Ledger;

namespace Chain.Tests.Simulation.Clients;

/// <summary>One request of a client: sent once or more often, the same bytes each time.</summary>
/// <param name="Payment">Null for what is no payment.</param>
public sealed record Call(Hash32 Id, ReadOnlyMemory<byte> Bytes, long InvokedUs, Payment? Payment)
{
    /// <summary>When the first receipt came; null while none has.</summary>
    public long? AnsweredUs { get; set; }

    public TransactionReceipt Receipt { get; set; }

    /// <summary>Somebody else signed it.</summary>
    public bool Forged { get; init; }

    /// <summary>Why it was refused last, for people.</summary>
    public string? Refused { get; set; }
}

/// <summary>Money that one account gives another.</summary>
public sealed record Payment(AccountId From, AccountId To, ulong Amount);

/// <summary>What clients saw, and the chain that it must agree with.</summary>
/// <param name="Calls">In any order.</param>
/// <param name="Chain">Receipts in the order of the chain.</param>
/// <param name="Opening">Of the accounts that only pay each other, each the same.</param>
public sealed record History(
    IReadOnlyList<Call> Calls, IReadOnlyList<TransactionReceipt> Chain, ulong Opening);

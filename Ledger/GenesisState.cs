using Chain.Wire;

namespace Chain.Ledger;

/// <summary>The state before the first block, as the genesis document lists it.</summary>
public sealed record GenesisState
{
    public required string ChainId { get; init; }

    /// <summary>Hash of the genesis document.</summary>
    public required Hash32 ChainHash { get; init; }

    public required ulong TimestampMs { get; init; }

    public required IReadOnlyList<GenesisMember> Members { get; init; }

    /// <summary>In voting order.</summary>
    public IReadOnlyList<GenesisValidator> Validators { get; init; } = [];

    public IReadOnlyList<GenesisAccount> Accounts { get; init; } = [];

    public IReadOnlyList<GenesisAsset> Assets { get; init; } = [];

    public IReadOnlyList<PublishGrade> Grades { get; init; } = [];

    public IReadOnlyList<PublishRegion> Regions { get; init; } = [];

    public IReadOnlyList<CreateProduct> Products { get; init; } = [];

    /// <summary>Where it names none, the parameter has its default (M-140).</summary>
    public IReadOnlyDictionary<ChainParameter, ulong> Parameters { get; init; } =
        new Dictionary<ChainParameter, ulong>();
}

/// <summary>A consortium member: its name is also its party, which it sponsors itself.</summary>
public sealed record GenesisMember(string Name, AccountId Account);

/// <summary>A validator, whose key is an account of its member's party (M-180).</summary>
/// <param name="Member">Account of the member that runs it.</param>
public sealed record GenesisValidator(string Name, PublicKey Key, AccountId Member);

/// <summary>An account admitted from the start.</summary>
public sealed record GenesisAccount(AccountId Account, string Party, AccountId Sponsor);

/// <summary>A settlement asset and what its issuer has minted before the first block.</summary>
public sealed record GenesisAsset(
    string Symbol, uint Decimals, AccountId Issuer, IReadOnlyList<GenesisBalance> Balances);

/// <param name="Amount">Minor units, at least 1.</param>
public sealed record GenesisBalance(AccountId Account, ulong Amount);

/// <summary>
/// The genesis document breaks a rule of the ledger: an operator's error, found before anything runs.
/// </summary>
public sealed class GenesisException : Exception
{
    public GenesisException() { }
    public GenesisException(string message) : base(message) { }
    public GenesisException(string message, Exception inner) : base(message, inner) { }
}

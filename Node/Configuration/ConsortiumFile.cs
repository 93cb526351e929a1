using System.Text.Json;
using System.Text.Json.Serialization;
using Chain.Crypto;

namespace Chain.Node.Configuration;

/// <summary>
/// <c>nodes.json</c>: what all members agree on. <see cref="Genesis"/> is hashed into every vote and must be
/// the same everywhere, forever; <see cref="Peers"/> says where validators are reached and
/// may differ or change.
/// </summary>
public sealed record ConsortiumFile
{
    public required GenesisSection Genesis { get; init; }

    public required IReadOnlyList<PeerSection> Peers { get; init; }

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <exception cref="ConfigurationException">
    /// The file is missing, malformed or contradicts itself.
    /// </exception>
    public static ConsortiumFile Load(string path)
    {
        ConsortiumFile file = ConfigurationException.Reading(path, () =>
            JsonSerializer.Deserialize<ConsortiumFile>(File.ReadAllBytes(path), Json)
            ?? throw new JsonException("the file holds null"));
        ConsortiumRules.Check(file, path);
        return file;
    }

    /// <exception cref="IOException">Among others: the path exists already.</exception>
    public void Save(string path) =>
        NewFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, Json), secret: false);
}

/// <summary>The consensus-relevant part: its canonical form is hashed into the chain's identity.</summary>
public sealed record GenesisSection
{
    private static readonly JsonSerializerOptions Canonical =
        new(ConsortiumFile.Json) { WriteIndented = false };

    /// <summary>1 to 32 of a-z, 0-9, '-'. Every transaction names it.</summary>
    public required string ChainId { get; init; }

    /// <summary>Unix milliseconds; the genesis block's timestamp.</summary>
    public required ulong TimeMs { get; init; }

    /// <summary>In voting order: the leader of view v is number v mod n.</summary>
    public required IReadOnlyList<ValidatorSection> Validators { get; init; }

    public required TimingSection Timing { get; init; }

    public required IReadOnlyList<MemberSection> Members { get; init; }

    /// <summary>Accounts open from the start, beside those of the members.</summary>
    public required IReadOnlyList<AccountSection> Accounts { get; init; }

    public required IReadOnlyList<AssetSection> Assets { get; init; }

    /// <summary>Quality classes and regions that products name.</summary>
    public required IReadOnlyList<GradeSection> Grades { get; init; }

    public required IReadOnlyList<RegionSection> Regions { get; init; }

    public required IReadOnlyList<ProductSection> Products { get; init; }

    /// <summary>
    /// First values of the chain's parameters by name (<see cref="ParameterNames"/>); others have defaults.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ulong>? Parameters { get; init; }

    /// <summary>
    /// Identity of the chain: hash of this section written without white space, fields in schema order.
    /// </summary>
    public Hash32 ComputeHash() =>
        TaggedHash.Genesis.Of(JsonSerializer.SerializeToUtf8Bytes(this, Canonical));
}

/// <param name="Name">Unique; also names its entry in <c>peers</c>.</param>
/// <param name="PublicKey">x-only secp256k1 key, 64 hexadecimal digits; an account of its member too.</param>
/// <param name="Member">Name of the member that runs it.</param>
public sealed record ValidatorSection(string Name, string PublicKey, string Member);

/// <summary>Timing of consensus, milliseconds.</summary>
/// <param name="ViewTimeoutMs">Base of the proposal and prepare timers.</param>
/// <param name="EmptyBlockMs">An idle chain adds an empty block this often.</param>
/// <param name="SkipWindowMs">A leader silent this long is skipped without waiting.</param>
/// <param name="RetryMs">Re-send interval while nothing commits.</param>
public sealed record TimingSection(int ViewTimeoutMs, int EmptyBlockMs, int SkipWindowMs, int RetryMs);

/// <param name="Name">Unique; also the name of its party.</param>
/// <param name="Account">
/// Its account's address; may admit accounts, create products, attest capacity, propose and vote.
/// </param>
public sealed record MemberSection(string Name, string Account);

/// <param name="Account">Address, <c>cloud1...</c>.</param>
/// <param name="Party">The legal entity it belongs to.</param>
/// <param name="Sponsor">Name of the member that admitted it.</param>
/// <param name="Balances">Opening balances in minor units by asset.</param>
public sealed record AccountSection(
    string Account, string Party, string Sponsor, IReadOnlyDictionary<string, ulong> Balances);

/// <param name="Asset">1 to 12 of A-Z, 0-9.</param>
/// <param name="Decimals">Decimal places of the major unit.</param>
/// <param name="Issuer">Address of the account that mints and burns it.</param>
public sealed record AssetSection(string Asset, uint Decimals, string Issuer);

/// <param name="Document">SHA-256 of the document that defines it, 64 hexadecimal digits.</param>
/// <param name="Note">At most 256 printable ASCII characters.</param>
public sealed record GradeSection(string Grade, ProductClassName Class, string Document, string Note);

/// <param name="Document">As a grade's.</param>
/// <param name="Note">As a grade's.</param>
public sealed record RegionSection(string Region, string Document, string Note);

/// <summary>A product from the start; fields as in <c>CreateProduct</c>.</summary>
public sealed record ProductSection
{
    public required string Product { get; init; }
    public required ProductClassName Class { get; init; }
    public required string Grade { get; init; }
    public required string Region { get; init; }
    public required string Unit { get; init; }
    public required ulong LotSize { get; init; }
    public required ulong MinOrderLots { get; init; }
    public required ulong Tick { get; init; }
    public required string Asset { get; init; }
    public required ulong SlotMs { get; init; }
    public required ulong LeadMs { get; init; }
    public required ulong CollateralPerLot { get; init; }
    public required ulong ListingPrice { get; init; }
    public required uint FeeBps { get; init; }

    /// <summary>0: no SPOT, and then the two below are 0 too.</summary>
    public required ulong SpotListingPrice { get; init; }
    public required ulong NoticeMs { get; init; }
    public required ulong RekeyFee { get; init; }
}

public enum ProductClassName
{
    Compute,
    Storage,
    Bandwidth,
}

/// <param name="Name">The validator it is the address of.</param>
/// <param name="Address">host:port of its peer service.</param>
/// <param name="TlsKey">SHA-256 of its TLS certificate's SubjectPublicKeyInfo, 64 hexadecimal digits.</param>
/// <param name="Api">host:port of its client service, for people; empty where it is not published.</param>
public sealed record PeerSection(string Name, string Address, string TlsKey, string Api);

using System.Text.RegularExpressions;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Node.Configuration;

/// <summary>
/// What a consortium file must satisfy beyond its schema; the first breach is named with its key.
/// </summary>
internal static partial class ConsortiumRules
{
    /// <exception cref="ConfigurationException">With the path, the key and the rule.</exception>
    public static void Check(ConsortiumFile file, string path)
    {
        if (FirstBreach(file) is { } breach) throw new ConfigurationException($"{path}: {breach}");
    }

    private static string? FirstBreach(ConsortiumFile file) =>
        Chain(file.Genesis) ?? Validators(file.Genesis) ?? Timing(file.Genesis.Timing)
        ?? Market(file.Genesis) ?? Peers(file);

    private static string? Chain(GenesisSection genesis)
    {
        if (!ChainIdForm().IsMatch(genesis.ChainId))
            return "genesis.chainId must be 1 to 32 of a-z, 0-9 and '-'";
        return genesis.TimeMs == 0 ? "genesis.timeMs must be Unix milliseconds" : null;
    }

    private static string? Validators(GenesisSection genesis)
    {
        IReadOnlyList<ValidatorSection> validators = genesis.Validators;
        if (validators.Count is 0 or > Limits.Validators)
            return $"genesis.validators must name 1 to {Limits.Validators} validators";
        foreach (ValidatorSection validator in validators)
        {
            if (!NameForm().IsMatch(validator.Name))
                return $"validator name '{validator.Name}' must be {NameRule}";
            if (!Hash32.TryParse(validator.PublicKey, out Hash32 key) || !ECXOnlyPubKey.IsValid(key.Span))
                return $"publicKey of validator '{validator.Name}' is not an x-only secp256k1 key in hex";
            if (genesis.Members.All(member => member.Name != validator.Member))
                return $"member '{validator.Member}' of validator '{validator.Name}' is not a member";
        }
        return Repeated("validator name", validators.Select(v => v.Name))
            ?? Repeated("validator publicKey", validators.Select(v => v.PublicKey));
    }

    private static string? Timing(TimingSection timing)
    {
        if (timing.ViewTimeoutMs is < 50 or > 60_000)
            return "genesis.timing.viewTimeoutMs must be 50 to 60000";
        if (timing.EmptyBlockMs is < 100 or > 3_600_000)
            return "genesis.timing.emptyBlockMs must be 100 to 3600000";
        if (timing.SkipWindowMs is < 50 or > 600_000)
            return "genesis.timing.skipWindowMs must be 50 to 600000";
        return timing.RetryMs is < 50 or > 600_000 ? "genesis.timing.retryMs must be 50 to 600000" : null;
    }

    private static string? Market(GenesisSection genesis)
    {
        foreach (MemberSection member in genesis.Members)
            if (NotAnAddress(member.Account)) return $"account of member '{member.Name}' is not an address";
        foreach (AssetSection asset in genesis.Assets)
            if (NotAnAddress(asset.Issuer)) return $"issuer of asset '{asset.Asset}' is not an address";
        foreach (GradeSection grade in genesis.Grades)
            if (!Hash32.TryParse(grade.Document, out _))
                return $"document of grade '{grade.Grade}' must be 64 hexadecimal digits";
        foreach (RegionSection region in genesis.Regions)
            if (!Hash32.TryParse(region.Document, out _))
                return $"document of region '{region.Region}' must be 64 hexadecimal digits";
        foreach (AccountSection account in genesis.Accounts)
        {
            if (NotAnAddress(account.Account)) return $"account '{account.Account}' is not an address";
            if (genesis.Members.All(m => m.Name != account.Sponsor))
                return $"sponsor '{account.Sponsor}' of account {account.Account} is not a member";
            string? asset = account.Balances.Keys.FirstOrDefault(
                key => genesis.Assets.All(a => a.Asset != key));
            if (asset is not null)
                return $"balance of account {account.Account} names unknown asset '{asset}'";
        }
        string? unopened = genesis.Assets.Select(asset => asset.Issuer).FirstOrDefault(address =>
            genesis.Accounts.All(account => account.Account != address)
            && genesis.Members.All(member => member.Account != address));
        if (unopened is not null)
            return $"issuer {unopened} is neither a member nor listed in genesis.accounts";
        foreach ((string name, ulong value) in genesis.Parameters ?? new Dictionary<string, ulong>())
            if (Parameter(genesis, name, value) is { } breach) return breach;
        return Repeated("member name", genesis.Members.Select(m => m.Name))
            ?? Repeated("account", genesis.Accounts.Select(a => a.Account)
                .Concat(genesis.Members.Select(m => m.Account))
                .Concat(genesis.Validators.Select(v => Address.Encode(GenesisBuilder.Account(v)))))
            ?? Repeated("asset", genesis.Assets.Select(a => a.Asset))
            ?? Repeated("grade", genesis.Grades.Select(g => g.Grade))
            ?? Repeated("region", genesis.Regions.Select(r => r.Region))
            ?? Repeated("product", genesis.Products.Select(p => p.Product));
    }

    private static string? Parameter(GenesisSection genesis, string name, ulong value)
    {
        if (ParameterNames.Parse(name) is not { } parameter)
            return $"genesis.parameters names unknown parameter '{name}'";
        ulong floor = genesis.Parameters!.GetValueOrDefault(
            ParameterNames.Of(ChainParameter.WindowFloorMs),
            ParameterRule.Of(ChainParameter.WindowFloorMs)!.Default);
        ParameterRule rule = ParameterRule.Of(parameter)!;
        return rule.Allows(value, floor)
            ? null : $"genesis.parameters.{name} must be {rule.LeastOn(floor)} to {rule.Most}";
    }

    private static string? Peers(ConsortiumFile file)
    {
        foreach (PeerSection peer in file.Peers)
        {
            if (file.Genesis.Validators.All(v => v.Name != peer.Name))
                return $"peer '{peer.Name}' is not a validator";
            if (!HostAndPort.TryParse(peer.Address, out _, out _))
                return $"address of peer '{peer.Name}' must be host:port";
            if (!Hash32.TryParse(peer.TlsKey, out _))
                return $"tlsKey of peer '{peer.Name}' must be 64 hexadecimal digits";
        }
        string? missing = file.Genesis.Validators.Select(v => v.Name)
            .FirstOrDefault(name => file.Peers.All(peer => peer.Name != name));
        if (missing is not null) return $"validator '{missing}' has no entry in peers";
        return Repeated("peer name", file.Peers.Select(p => p.Name))
            ?? Repeated("peer tlsKey", file.Peers.Select(p => p.TlsKey))
            ?? Repeated("peer address", file.Peers.Select(p => p.Address));
    }

    /// <summary>No form of an address, or of a key that nobody can sign with (M-104).</summary>
    private static bool NotAnAddress(string text) =>
        !Address.TryDecode(text, out AccountId account) || !ECXOnlyPubKey.IsValid(account.Bytes.Span);

    private static string? Repeated(string what, IEnumerable<string> values)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return values.FirstOrDefault(value => !seen.Add(value)) is { } twice
            ? $"{what} '{twice}' appears twice" : null;
    }

    private const string NameRule = "1 to 64 of a-z, 0-9 and '-'";

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex ChainIdForm();

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex NameForm();
}

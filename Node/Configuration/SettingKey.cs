namespace Chain.Node.Configuration;

/// <summary>
/// One setting of a node: the same name serves as flag, environment variable and key in <c>node.json</c>.
/// </summary>
/// <param name="Name">As in <c>node.json</c>, camelCase.</param>
/// <param name="Default">Used when nobody says otherwise; null: required.</param>
/// <param name="Help">One sentence.</param>
public sealed record SettingKey(string Name, string? Default, string Help)
{
    /// <summary><c>--peer-listen</c></summary>
    public string Flag => "--" + Words('-');

    /// <summary><c>CHAIN_PEER_LISTEN</c></summary>
    public string Variable => "CHAIN_" + Words('_').ToUpperInvariant();

    public static readonly SettingKey NodeName =
        new("name", null, "This node's name in the consortium file.");
    public static readonly SettingKey Consortium =
        new("consortium", "nodes.json", "The consortium file, relative to the home folder.");
    public static readonly SettingKey PeerListen =
        new("peerListen", "127.0.0.1:7001",
            "IP and port where other validators reach this node (mutual TLS).");
    public static readonly SettingKey ApiListen =
        new("apiListen", "127.0.0.1:7002",
            "IP and port of the client API and health (gRPC over HTTP/2, no TLS).");
    public static readonly SettingKey Data =
        new("data", "data", "Folder of the database, relative to the home folder.");
    public static readonly SettingKey ValidatorKey =
        new("validatorKey", "keys/validator.json",
            "Encrypted key that signs votes; absent: the node only follows.");
    public static readonly SettingKey TlsCertificate =
        new("tlsCertificate", "keys/tls.pem", "Certificate and key that peers know this node by.");
    public static readonly SettingKey PasswordFile =
        new("passwordFile", "keys/password", "File whose first line is the password of the validator key.");
    public static readonly SettingKey Rejoin =
        new("rejoin", "false",
            "true: this validator lost its journal and may vote again only when it is safe.");
    public static readonly SettingKey LogLevel =
        new("logLevel", "information", "trace, debug, information, warning or error.");

    public static readonly IReadOnlyList<SettingKey> All =
    [
        NodeName, Consortium, PeerListen, ApiListen, Data, ValidatorKey, TlsCertificate, PasswordFile, Rejoin,
        LogLevel,
    ];

    private string Words(char separator) =>
        string.Concat(Name.Select(c => char.IsUpper(c) ? $"{separator}{char.ToLowerInvariant(c)}" : $"{c}"));
}

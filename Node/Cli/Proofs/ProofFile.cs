using System.Text.Json;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Proofs;

/// <summary>
/// A state proof as a JSON file: everything in hexadecimal, empty siblings are empty subtrees.
/// </summary>
internal sealed record ProofFile(
    string Key, string Value, string Header, string Certificate, IReadOnlyList<string> Siblings,
    string OtherKeyHash, string OtherValueHash)
{
    public static ProofFile From(StateProof proof) => new(
        Show.Hex(proof.Key), Show.Hex(proof.Value), Show.Hex(proof.Header), Show.Hex(proof.Certificate),
        proof.Siblings.Select(Show.Hex).ToList(), Show.Hex(proof.OtherKeyHash),
        Show.Hex(proof.OtherValueHash));

    /// <exception cref="CliError">The text is no proof.</exception>
    public static StateProof Parse(string json)
    {
        try
        {
            ProofFile file = JsonSerializer.Deserialize<ProofFile>(json, Strict)
                ?? throw new JsonException("it holds null");
            var proof = new StateProof
            {
                Key = Bytes(file.Key),
                Value = Bytes(file.Value),
                Header = Bytes(file.Header),
                Certificate = Bytes(file.Certificate),
                OtherKeyHash = Bytes(file.OtherKeyHash),
                OtherValueHash = Bytes(file.OtherValueHash),
            };
            proof.Siblings.AddRange(file.Siblings.Select(Bytes));
            return proof;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new CliError(
                ExitCode.Configuration, $"this is no proof as `chain proof get` writes it: {error.Message}");
        }
    }

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static ByteString Bytes(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));
}

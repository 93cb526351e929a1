using Chain.Crypto;
using Chain.Node.Configuration;

namespace Chain.Node.Hosting;

/// <summary>This node's number and vote signing key; no key means that the node only follows.</summary>
internal sealed class ValidatorSigner : IDisposable
{
    // Signing is a pure function of the digest, so that a step of the core is; BIP340 allows a fixed
    // auxiliary value.
    private static readonly byte[] NoAux = new byte[32];

    private readonly ECPrivKey? key;

    /// <exception cref="ConfigurationException">
    /// The key cannot be opened or is not this validator's.
    /// </exception>
    public ValidatorSigner(ConsortiumFile file, NodeSettings settings)
    {
        Number = file.Genesis.Validators.ToList().FindIndex(validator => validator.Name == settings.Name);
        if (Number < 0)
            throw new ConfigurationException(
                $"'{settings.Name}' is not a validator of {settings.Consortium}; its validators are "
                + string.Join(", ", file.Genesis.Validators.Select(validator => validator.Name)));
        if (!File.Exists(settings.ValidatorKey)) return;
        key = Open(settings);
        if (key.PublicKey.ToString() == file.Genesis.Validators[Number].PublicKey) return;
        key.Dispose();
        throw new ConfigurationException(
            $"{settings.ValidatorKey}: its public key is not that of validator '{settings.Name}' "
            + "in the consortium file");
    }

    /// <summary>Number in the validator list.</summary>
    public int Number { get; }

    public bool CanVote => key is not null;

    public Signature Sign(Hash32 digest)
    {
        Span<byte> signature = stackalloc byte[Signature.Size];
        key!.SignBIP340(digest.Span, NoAux, signature);
        return Signature.From(signature);
    }

    public void Dispose() => key?.Dispose();

    private static ECPrivKey Open(NodeSettings settings)
    {
        string password = Environment.GetEnvironmentVariable("CHAIN_PASSWORD") is { Length: > 0 } given
            ? given
            : ConfigurationException.Reading(
                settings.PasswordFile, () => File.ReadLines(settings.PasswordFile).FirstOrDefault(""));
        try
        {
            return Keystore.Open(settings.ValidatorKey, password);
        }
        catch (KeystoreException error)
        {
            throw new ConfigurationException($"{settings.ValidatorKey}: {error.Message}", error);
        }
    }
}

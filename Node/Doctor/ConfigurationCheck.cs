using Chain.Ledger;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Peers;

namespace Chain.Node.Doctor;

/// <summary>Consortium file, validator key and certificate, by the code that a start uses.</summary>
internal static class ConfigurationCheck
{
    public static IEnumerable<Finding> Run(NodeSettings settings, ConsortiumFile file)
    {
        yield return Of(settings, "genesis", settings.Consortium, () =>
        {
            _ = LedgerState.FromGenesis(GenesisBuilder.State(file.Genesis));
            return $"chain '{file.Genesis.ChainId}' {file.Genesis.ComputeHash()}, "
                + $"{file.Genesis.Validators.Count} validators";
        });
        yield return Of(settings, "key", settings.ValidatorKey, () =>
        {
            using var signer = new ValidatorSigner(file, settings);
            return signer.CanVote ? $"{settings.Name} is validator {signer.Number}, and its key opens"
                : $"there is no {settings.ValidatorKey}: this node only follows and never votes";
        });
        yield return Of(settings, "certificate", settings.TlsCertificate, () =>
        {
            _ = new PeerIdentity(file, settings.Name, settings.TlsCertificate);
            return "its key is the one that the others pin";
        });
    }

    private static Finding Of(NodeSettings settings, string check, string path, Func<string> look)
    {
        try
        {
            return Finding.Sound(check, look());
        }
        catch (Exception error) when (error is ConfigurationException or GenesisException)
        {
            string file = Path.Combine(settings.Home, NodeSettings.FileName);
            return Finding.Fault(check, error.Message, "refuses to start",
                $"correct {file} or {path}, or restore it from a copy; then run `chain doctor` again");
        }
    }
}

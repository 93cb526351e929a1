using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chain.Node.Configuration;

namespace Chain.Node.Peers;

/// <summary>
/// Who is at the other end of a TLS connection: validators are known by the SHA-256 of their certificate's
/// public key, pinned in the consortium file. Names, issuers and dates of certificates mean nothing here.
/// </summary>
public sealed class PeerIdentity
{
    private readonly Dictionary<Hash32, int> numberByPin = [];
    private readonly X509Certificate2 own;

    /// <exception cref="ConfigurationException">
    /// The certificate is unusable or not the one the file pins for this node.
    /// </exception>
    public PeerIdentity(ConsortiumFile file, string name, string certificatePath)
    {
        for (int number = 0; number < file.Genesis.Validators.Count; number++)
        {
            PeerSection peer = file.Peers.Single(p => p.Name == file.Genesis.Validators[number].Name);
            Require.That(Hash32.TryParse(peer.TlsKey, out Hash32 pin));
            numberByPin.Add(pin, number);
        }
        own = LoadCertificate(certificatePath);
        if (NumberOf(own) is not { } found || file.Genesis.Validators[found].Name != name)
            throw new ConfigurationException(
                $"{certificatePath}: its key {PinOf(own)} is not the tlsKey of '{name}' in the consortium file");
    }

    /// <summary>SHA-256 of the certificate's SubjectPublicKeyInfo.</summary>
    public static Hash32 PinOf(X509Certificate2 certificate) =>
        new(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>The validator with this certificate, null for a stranger.</summary>
    public int? NumberOf(X509Certificate2? certificate) =>
        certificate is not null && numberByPin.TryGetValue(PinOf(certificate), out int number) ? number : null;

    /// <summary>
    /// For a listener: TLS 1.3, a certificate is asked for, strangers are refused in the handshake.
    /// </summary>
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificate = own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            NumberOf(certificate as X509Certificate2) is not null,
    };

    /// <summary>For a dialler: only this validator will do.</summary>
    public SslClientAuthenticationOptions ClientOptions(int expected) => new()
    {
        ClientCertificates = [own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => own,
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            NumberOf(certificate as X509Certificate2) == expected,
    };

    private static X509Certificate2 LoadCertificate(string path)
    {
        try
        {
            // Through PKCS#12, since a key that lives only in the object does not serve in every
            // TLS back end.
            using var pem = X509Certificate2.CreateFromPemFile(path);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} is not a readable certificate with its key: {error.Message}", error);
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Chain.Crypto;

namespace Chain.Node.Cli.Keys;

/// <summary>
/// A node's TLS identity: a self-signed ECDSA P-256 certificate; peers pin its key and nothing else.
/// </summary>
internal static class TlsIdentity
{
    private const int Years = 10;

    /// <summary>Writes certificate and private key as PEM, readable by the owner only.</summary>
    /// <returns>SHA-256 of the SubjectPublicKeyInfo in hexadecimal, as <c>tlsKey</c> in nodes.json.</returns>
    public static string Create(string path, string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // Peers are clients of each other: one certificate serves both roles.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        string both = $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
        NewFile.Write(path, Encoding.ASCII.GetBytes(both));
        return Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}

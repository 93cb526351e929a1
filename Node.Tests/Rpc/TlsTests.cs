using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

public class TlsTests
{
    private X509Certificate2 serverCertificate = null!;
    private X509Certificate2 clientCertificate = null!;

    [OneTimeSetUp]
    public void Certify() =>
        (serverCertificate, clientCertificate) = (SelfSigned("CN=server"), SelfSigned("CN=validator-2"));

    [OneTimeTearDown]
    public void Forget()
    {
        serverCertificate.Dispose();
        clientCertificate.Dispose();
    }

    [Test]
    public async Task A_handler_sees_the_certificate_of_its_caller()
    {
        await using TestServer server =
            await TestServer.StartAsync(listen: RequireClient, client: Options(clientCertificate));
        EchoMessage answer = await server.Client.UnaryAsync(new EchoMessage { Behaviour = Behaviour.Peer });
        Assert.That(answer.Text, Is.EqualTo("CN=validator-2"));
    }

    [Test]
    public async Task A_caller_without_a_certificate_gets_no_connection()
    {
        await using TestServer server =
            await TestServer.StartAsync(listen: RequireClient, client: Options(null));
        RpcException error = Tools.Failure(server.Client.UnaryAsync(new EchoMessage()));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    private void RequireClient(ListenOptions listen) => listen.UseHttps(https =>
    {
        https.ServerCertificate = serverCertificate;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation =
            (certificate, _, _) => certificate.Thumbprint == clientCertificate.Thumbprint;
    });

    private GrpcChannelOptions Options(X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback =
                (_, shown, _, _) => shown?.GetCertHashString() == serverCertificate.Thumbprint,
            ClientCertificates = certificate is null ? null : [certificate],
        };
        return new GrpcChannelOptions { HttpHandler = handler };
    }

    private static X509Certificate2 SelfSigned(string subject)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddDays(1));
    }
}

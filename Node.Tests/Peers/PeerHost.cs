using System.Net;
using Chain.Node.Peers;
using Chain.Node.Rpc;
using Chain.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Chain.Tests.Peers;

/// <summary>A peer service behind a validator's TLS on a free port.</summary>
internal sealed class PeerHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private PeerHost(WebApplication app) => this.app = app;

    public string Address => new Uri(app.Urls.Single()).Authority;

    public static async Task<PeerHost> StartAsync(
        PeerIdentity identity, PeerService.PeerServiceBase service, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(new PeerHandshakes(clock).Wait);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(identity.ServerOptions()),
                });
                listen.Use(new PeerConnections(identity, TestConsortium.Validators).Count);
            });
        });
        WebApplication app = builder.Build();
        app.MapGrpc(PeerService.BindService(service), new GrpcServerOptions
        {
            MaxReceiveMessageSize = Limits.PeerMessageBytes,
            MaxSendMessageSize = Limits.PeerMessageBytes,
        }).Add(new PeerCalls(identity, TestConsortium.Validators, clock).Count);
        await app.StartAsync();
        return new PeerHost(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

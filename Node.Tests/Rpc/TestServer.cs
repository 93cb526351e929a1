using System.Net;
using Chain.Node.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Chain.Tests.Rpc;

/// <summary>A real Kestrel on a free port of 127.0.0.1 with the echo service, and a channel to it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app, EchoService echo, GrpcChannelOptions? client)
    {
        this.app = app;
        Echo = echo;
        Address = app.Urls.Single();
        Channel = GrpcChannel.ForAddress(Address, client);
        Client = new Echo.EchoClient(Channel);
    }

    public EchoService Echo { get; }
    public string Address { get; }
    public int Port => new Uri(Address).Port;
    public GrpcChannel Channel { get; }
    public Echo.EchoClient Client { get; }

    public static async Task<TestServer> StartAsync(
        GrpcServerOptions? server = null, GrpcChannelOptions? client = null,
        Action<ListenOptions>? listen = null, params ServerServiceDefinition[] more)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(IPAddress.Loopback, 0, options =>
            {
                options.Protocols = HttpProtocols.Http2;
                listen?.Invoke(options);
            });
        });
        WebApplication app = builder.Build();
        var echo = new EchoService();
        app.MapGrpc(Rpc.Echo.BindService(echo), server);
        foreach (ServerServiceDefinition service in more) app.MapGrpc(service);
        app.MapUnknownGrpc();
        await app.StartAsync();
        return new TestServer(app, echo, client);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app.DisposeAsync();
    }
}

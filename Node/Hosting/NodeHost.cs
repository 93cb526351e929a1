using System.Net.Sockets;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Hosting;

/// <summary>
/// <c>chain node start</c>: one validator as a hosted service, until it is told to stop or must stop itself.
/// </summary>
public static class NodeHost
{
    /// <summary>The node stopped itself: a bug, a failed disk or damaged data; the log says which.</summary>
    public const int StoppedItself = 70;

    // Anyone may knock at the API; what validators and the disk need of files and memory is not for strangers
    // to take.
    private const int ApiConnections = 1_024;

    /// <returns>0 after a stop that was asked for, else <see cref="StoppedItself"/>.</returns>
    /// <exception cref="ConfigurationException">
    /// Settings, files or keys do not fit together, or a port is taken.
    /// </exception>
    /// <exception cref="StoreException">The data cannot be used; the message says what to do.</exception>
    public static async Task<int> RunAsync(NodeSettings settings, CancellationToken cancel)
    {
        ConsortiumFile file = ConsortiumFile.Load(settings.Consortium);
        using var signer = new ValidatorSigner(file, settings);
        var identity = new PeerIdentity(file, settings.Name, settings.TlsCertificate);
        using OpenedChain chain = Open(file, settings, cancel);
        OwnVotes.CheckOwner(chain.Journal.Records, signer.Number);

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        Configure(builder.Logging, settings);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told in one sentence by whoever called; the host would print
        // a trace before it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        // What a socket brings is worked on by the thread that took it: fewer threads to wake for each message.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(settings.ApiListen, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.LimitConnections(ApiConnections);
            });
            kestrel.Listen(settings.PeerListen, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(new PeerHandshakes(TimeProvider.System).Wait);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(identity.ServerOptions()),
                });
                listen.Use(new PeerConnections(identity, file.Genesis.Validators.Count).Count);
            });
        });
        // Told where they are made: hosted services start in this order and stop in reverse.
        builder.Services.AddSingleton(services => new RunningNode(
            file, settings, signer, identity, chain,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<RunningNode>());

        await using WebApplication app = builder.Build();
        RunningNode node = app.Services.GetRequiredService<RunningNode>();
        node.Map(app);
        try
        {
            await app.RunAsync(cancel);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            throw new ConfigurationException(
                $"cannot listen on {settings.ApiListen} and {settings.PeerListen}: {error.Message}", error);
        }
        return node.StopReason is null ? 0 : StoppedItself;
    }

    /// <summary>With a log of its own, for there is no host yet.</summary>
    private static OpenedChain Open(ConsortiumFile file, NodeSettings settings, CancellationToken cancel)
    {
        using ILoggerFactory logs = LoggerFactory.Create(logging => Configure(logging, settings));
        return new StartRepair(logs.CreateLogger<StartRepair>()).Open(file, settings.Data, cancel);
    }

    private static void Configure(ILoggingBuilder logging, NodeSettings settings) =>
        logging.ClearProviders().SetMinimumLevel(settings.LogLevel).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using Chain.Node.Rpc;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Chain.Bench;

/// <summary>
/// What the gRPC runtime costs, with client and server in one process on the loopback.
/// </summary>
internal static class GrpcBench
{
    private const int Callers = 64;
    private const int Batch = 100;

    private static readonly WriteOptions More = new(WriteFlags.BufferHint);

    private static readonly Marshaller<HealthCheckRequest> Message = Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => HealthCheckRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static readonly Method<HealthCheckRequest, HealthCheckRequest> Unary =
        new(MethodType.Unary, "bench.Bench", "Unary", Message, Message);

    private static readonly Method<HealthCheckRequest, HealthCheckRequest> Down =
        new(MethodType.ServerStreaming, "bench.Bench", "Down", Message, Message);

    private static readonly Method<HealthCheckRequest, HealthCheckRequest> Up =
        new(MethodType.ClientStreaming, "bench.Bench", "Up", Message, Message);

    private static readonly HealthCheckRequest Small = new() { Service = "0123456789abcdef" };

    public static async Task RunAsync(TimeSpan duration, TextWriter output)
    {
        await using WebApplication app = await StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());
        CallInvoker invoker = channel.CreateCallInvoker();
        await MeasureAsync("unary calls/s, 64 at once", CallAsync);
        await MeasureAsync("messages/s up a stream, flushed by the hundred", SendAsync);
        await MeasureAsync("messages/s down a stream, flushed by the hundred", ReceiveAsync);

        async Task MeasureAsync(string what, Func<CallInvoker, TimeSpan, Task<double>> measure)
        {
            await measure(invoker, duration);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            double rate = await measure(invoker, duration);
            double cores = (Environment.CpuUsage.TotalTime - before) / duration;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{what}: {rate:N0}, {cores / rate * 1e6:F2} us of CPU each"));
        }
    }

    private static async Task<double> CallAsync(CallInvoker invoker, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        long[] counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            long count = 0;
            for (; clock.Elapsed < duration; count++)
                await invoker.AsyncUnaryCall(Unary, null, default, Small);
            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> SendAsync(CallInvoker invoker, TimeSpan duration)
    {
        using var call = invoker.AsyncClientStreamingCall(Up, null, default);
        var clock = Stopwatch.StartNew();
        long count = 0;
        for (; clock.Elapsed < duration; count += Batch)
        {
            for (int i = 1; i <= Batch; i++)
            {
                call.RequestStream.WriteOptions = i < Batch ? More : null;
                await call.RequestStream.WriteAsync(Small);
            }
        }
        await call.RequestStream.CompleteAsync();
        await call;
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ReceiveAsync(CallInvoker invoker, TimeSpan duration)
    {
        using var call = invoker.AsyncServerStreamingCall(Down, null, default, Small);
        var clock = Stopwatch.StartNew();
        long count = 0;
        for (; clock.Elapsed < duration; count++) await call.ResponseStream.MoveNext();
        return count / clock.Elapsed.TotalSeconds;
    }

    private static ServerServiceDefinition Service() => ServerServiceDefinition.CreateBuilder()
        .AddMethod(Unary, (request, _) => Task.FromResult(request))
        .AddMethod(Up, async (requests, _) =>
        {
            while (await requests.MoveNext()) { }
            return Small;
        })
        .AddMethod(Down, (ServerStreamingServerMethod<HealthCheckRequest, HealthCheckRequest>)PourAsync)
        .Build();

    private static async Task PourAsync(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckRequest> responses,
        ServerCallContext context)
    {
        for (int i = 1; ; i++)
        {
            responses.WriteOptions = i % Batch != 0 ? More : null;
            await responses.WriteAsync(request);
        }
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureGrpc();
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        WebApplication app = builder.Build();
        app.MapGrpc(Service());
        await app.StartAsync();
        return app;
    }
}

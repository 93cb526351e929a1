using Chain.Node.Rpc;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using NUnit.Framework;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Chain.Tests.Rpc;

[CancelAfter(30_000)]
public class StandardServiceTests
{
    private static readonly string[] Services =
        ["chain.tests.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"];

    private static readonly string[] KnownSymbols =
    [
        "chain.tests.Echo", "chain.tests.Echo.Chat", "chain.tests.EchoMessage.text", "chain.tests.Behaviour",
    ];

    [Test]
    public async Task Health_answers_for_the_server_and_each_service()
    {
        var health = new HealthService();
        health.SetStatus("", ServingStatus.Serving);
        health.SetStatus("chain.tests.Echo", ServingStatus.NotServing);
        await using TestServer server = await TestServer.StartAsync(more: Health.BindService(health));
        var client = new Health.HealthClient(server.Channel);
        Assert.That((await client.CheckAsync(new HealthCheckRequest())).Status,
            Is.EqualTo(ServingStatus.Serving));
        Assert.That((await client.CheckAsync(new HealthCheckRequest { Service = "chain.tests.Echo" })).Status,
            Is.EqualTo(ServingStatus.NotServing));
        RpcException error = Tools.Failure(client.CheckAsync(new HealthCheckRequest { Service = "other" }));
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task A_watcher_sees_every_change_that_it_waits_for(CancellationToken cancel)
    {
        var health = new HealthService();
        await using TestServer server = await TestServer.StartAsync(more: Health.BindService(health));
        using var watch = new Health.HealthClient(server.Channel)
            .Watch(new HealthCheckRequest { Service = "x" }, cancellationToken: cancel);
        async Task<ServingStatus> NextAsync() =>
            await watch.ResponseStream.MoveNext() ? watch.ResponseStream.Current.Status : default;
        Assert.That(await NextAsync(), Is.EqualTo(ServingStatus.ServiceUnknown));
        health.SetStatus("x", ServingStatus.Serving);
        Assert.That(await NextAsync(), Is.EqualTo(ServingStatus.Serving));
        health.SetStatus("other", ServingStatus.Serving);
        health.SetStatus("x", ServingStatus.NotServing);
        Assert.That(await NextAsync(), Is.EqualTo(ServingStatus.NotServing));
    }

    [Test]
    public async Task Reflection_lists_services_and_finds_their_files()
    {
        var reflection = new ReflectionService(Echo.Descriptor, Health.Descriptor);
        await using TestServer server =
            await TestServer.StartAsync(more: ServerReflection.BindService(reflection));
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            return call.ResponseStream.Current;
        }

        ServerReflectionResponse list = await AskAsync(new() { ListServices = "*" });
        Assert.That(list.ListServicesResponse.Service.Select(service => service.Name), Is.EqualTo(Services));
        foreach (string symbol in KnownSymbols)
            Assert.That(First(await AskAsync(new() { FileContainingSymbol = symbol })).Name,
                Is.EqualTo("echo.proto"));
        FileDescriptorProto file =
            First(await AskAsync(new() { FileByFilename = "grpc/health/v1/health.proto" }));
        Assert.That(file.Service.Single().Name, Is.EqualTo("Health"));
        ServerReflectionResponse none =
            await AskAsync(new() { FileContainingSymbol = "chain.tests.Nothing" });
        Assert.That(none.ErrorResponse.ErrorCode, Is.EqualTo((int)StatusCode.NotFound));
        Assert.That(none.OriginalRequest.FileContainingSymbol, Is.EqualTo("chain.tests.Nothing"));
    }

    private static FileDescriptorProto First(ServerReflectionResponse response) =>
        FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]);
}

using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

internal static class Tools
{
    public static RpcException Failure<T>(AsyncUnaryCall<T> call) => Failure(call.ResponseAsync);

    public static RpcException Failure(Task task) => Failure(() => task);

    public static RpcException Failure(Func<Task> call) =>
        Assert.ThrowsAsync<RpcException>(async () => await call()) ?? throw new InvalidOperationException();

    public static async Task<List<T>> ReadAllAsync<T>(IAsyncStreamReader<T> stream)
    {
        var all = new List<T>();
        await foreach (T message in stream.ReadAllAsync()) all.Add(message);
        return all;
    }
}

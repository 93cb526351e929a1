using Google.Rpc;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Rpc;

internal static class Tools
{
    public static RpcException Failure<T>(AsyncUnaryCall<T> call) => Failure(call.ResponseAsync);

    public static RpcException Failure(Task task) => Failure(() => task);

    public static RpcException Failure(Func<Task> call) =>
        Assert.ThrowsAsync<RpcException>(async () => await call()) ?? throw new InvalidOperationException();

    /// <summary>The stable reason of an error of the client API.</summary>
    public static string? Reason(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    public static async Task<List<T>> ReadAllAsync<T>(IAsyncStreamReader<T> stream)
    {
        var all = new List<T>();
        await foreach (T message in stream.ReadAllAsync()) all.Add(message);
        return all;
    }
}

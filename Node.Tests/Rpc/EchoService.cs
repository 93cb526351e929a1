using Chain.Ledger.Storage;
using Google.Rpc;
using Grpc.Core;

namespace Chain.Tests.Rpc;

/// <summary>Behaves as each request asks.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private readonly TaskCompletionSource cancelled =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A handler waits to be cancelled.</summary>
    public Task Hanging => hanging.Task;

    /// <summary>A handler saw that its call was cancelled.</summary>
    public Task Cancelled => cancelled.Task;

    public override async Task<EchoMessage> Unary(EchoMessage request, ServerCallContext context)
    {
        await BehaveAsync(request, context);
        return request.Behaviour switch
        {
            Behaviour.Deadline =>
                new EchoMessage { Number = (long)(context.Deadline - DateTime.UtcNow).TotalSeconds },
            Behaviour.Peer => new EchoMessage
            {
                Text = context.GetHttpContext().Connection.ClientCertificate?.Subject ?? "",
            },
            _ => request,
        };
    }

    public override async Task Expand(
        EchoMessage request, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        for (int i = 0; i < request.Number; i++)
        {
            var message = new EchoMessage { Number = i, Text = request.Text, Blob = request.Blob };
            await responseStream.WriteAsync(message);
        }
        await BehaveAsync(request, context);
    }

    public override async Task<EchoMessage> Collect(
        IAsyncStreamReader<EchoMessage> requestStream, ServerCallContext context)
    {
        var sum = new EchoMessage();
        await foreach (EchoMessage message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await BehaveAsync(message, context);
            sum.Text += message.Text;
            sum.Number += message.Number;
        }
        return sum;
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoMessage> requestStream, IServerStreamWriter<EchoMessage> responseStream,
        ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "chat", "open" } });
        while (await requestStream.MoveNext())
        {
            await BehaveAsync(requestStream.Current, context);
            await responseStream.WriteAsync(requestStream.Current);
        }
    }

    private async Task BehaveAsync(EchoMessage request, ServerCallContext context)
    {
        switch (request.Behaviour)
        {
            case Behaviour.Fail:
                context.ResponseTrailers.Add("reason-bin", [1, 2, 255]);
                throw RichStatus.Error(StatusCode.FailedPrecondition, "größer als 100 %\n",
                    new ErrorInfo { Reason = "TOO_LARGE", Domain = "chain.tests" });
            case Behaviour.Crash:
                throw new InvalidOperationException("a secret");
            case Behaviour.Damaged:
                throw new StoreException(StoreErrorKind.Damaged, "a secret row is broken");
            case Behaviour.Hang:
                await HangAsync(context.CancellationToken);
                break;
            case Behaviour.Witness:
                await Cancelled.WaitAsync(context.CancellationToken);
                break;
            case Behaviour.Metadata:
                await ReflectMetadataAsync(context);
                break;
        }
    }

    private async Task HangAsync(CancellationToken cancellationToken)
    {
        hanging.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            cancelled.TrySetResult();
        }
    }

    private static async Task ReflectMetadataAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (Metadata.Entry entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-")))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }
        await context.WriteResponseHeadersAsync(headers);
    }
}

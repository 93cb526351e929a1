using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client;

/// <summary>One call under way, and the messages of its answer.</summary>
internal sealed class TypedCall<TResponse>(
    GrpcChannel channel, IMethod method, Marshaller<TResponse> marshaller, CallOptions options,
    StreamPipeReaderOptions readSizes)
    : ClientCall(channel, method, options), IAsyncStreamReader<TResponse> where TResponse : class
{
    private static readonly Task<bool> True = Task.FromResult(true);

    private readonly int maxMessageSize = channel.Options.MaxReceiveMessageSize;
    private readonly int maxSendSize = channel.Options.MaxSendMessageSize;
    private Task<HttpResponseMessage>? started;
    private Task<TResponse>? onlyMessage;
    private PipeReader? pipe;
    private FrameReader? frames;
    private TResponse? current;

    public TResponse Current => current ?? throw new InvalidOperationException("no message has been read");

    public override Task<Metadata> ResponseHeadersAsync => HeadersAsync();

    /// <summary>Sends a request of one message.</summary>
    public void Start<TRequest>(Marshaller<TRequest> requests, TRequest request) where TRequest : class =>
        started = OpenAsync(() => MessageContent.Of(requests, request, maxSendSize));

    /// <summary>Sends a request whose messages follow.</summary>
    public StreamContent StartStream()
    {
        var content = new StreamContent();
        started = OpenAsync(() => content);
        return content;
    }

    /// <summary>The message of an answer that is not a stream.</summary>
    public Task<TResponse> OnlyMessageAsync() => onlyMessage ??= ReadOnlyMessageAsync();

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled) return InterruptibleAsync(cancellationToken);
        try
        {
            if (frames is null || Failure is not null || !frames.TryTake()) return WaitAsync();
            current = marshaller.ContextualDeserializer(frames);
            return True;
        }
#pragma warning disable CA1031 // every failure becomes the status of the call
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Task.FromException<bool>(Fail(failure));
        }
    }

    public override async Task<RpcException> WriteFailedAsync(Exception failure)
    {
        if (onlyMessage is { } answer)
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Failure ?? new RpcException(StatusMapping.Of(failure));
    }

    /// <remarks>
    /// The token cancels the whole call, as a read that is interrupted half-way cannot be resumed.
    /// </remarks>
    private async Task<bool> InterruptibleAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration interrupt =
            cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(), this);
        return await MoveNext(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> WaitAsync()
    {
        try
        {
            HttpResponseMessage response = await started!.ConfigureAwait(false);
            if (Failure is { } failure) throw failure;
            if (current is null && IsOver) return false;
            if (!await frames!.TakeAsync(Token).ConfigureAwait(false))
            {
                current = null;
                Finish(response);
                return false;
            }
            current = marshaller.ContextualDeserializer(frames);
            return true;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(Func<HttpContent> content)
    {
        try
        {
            HttpResponseMessage response = await SendAsync(content()).ConfigureAwait(false);
            Stream body = await response.Content.ReadAsStreamAsync(Token).ConfigureAwait(false);
            pipe = PipeReader.Create(body, readSizes);
            frames = new FrameReader(pipe, maxMessageSize, () => Encoding(response));
            return response;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }

    private async Task<TResponse> ReadOnlyMessageAsync()
    {
        try
        {
            HttpResponseMessage response = await started!.ConfigureAwait(false);
            TResponse? message = null;
            if (await frames!.TakeAsync(Token).ConfigureAwait(false))
            {
                message = marshaller.ContextualDeserializer(frames);
                if (await frames.TakeAsync(Token).ConfigureAwait(false))
                    throw new RpcException(
                        new Status(StatusCode.Internal, "More than one message in the answer."));
            }
            Finish(response, message is not null);
            return message!;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }

    private async Task<Metadata> HeadersAsync() =>
        Read((await started!.ConfigureAwait(false)).Headers.NonValidated);

    private void Finish(HttpResponseMessage response, bool complete = true)
    {
        frames!.Release();
        pipe!.Complete();
        EndByTrailers(response, complete);
    }

    private static string? Encoding(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(MetadataKeys.Encoding, out var encoding)
            ? encoding.ToString()
            : null;
}

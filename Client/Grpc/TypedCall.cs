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

    private readonly int _maxMessageSize = channel.Options.MaxReceiveMessageSize;
    private readonly int _maxSendSize = channel.Options.MaxSendMessageSize;
    private Task<HttpResponseMessage>? _started;
    private Task<TResponse>? _onlyMessage;
    private PipeReader? _pipe;
    private FrameReader? _frames;
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("no message has been read");

    public override Task<Metadata> ResponseHeadersAsync => HeadersAsync();

    /// <summary>Sends a request of one message.</summary>
    public void Start<TRequest>(Marshaller<TRequest> requests, TRequest request) where TRequest : class =>
        _started = OpenAsync(() => MessageContent.Of(requests, request, _maxSendSize));

    /// <summary>Sends a request whose messages follow.</summary>
    public StreamContent StartStream()
    {
        var content = new StreamContent();
        _started = OpenAsync(() => content);
        return content;
    }

    /// <summary>The message of an answer that is not a stream.</summary>
    public Task<TResponse> OnlyMessageAsync() => _onlyMessage ??= ReadOnlyMessageAsync();

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled) return InterruptibleAsync(cancellationToken);
        try
        {
            if (_frames is null || Failure is not null || !_frames.TryTake()) return WaitAsync();
            _current = marshaller.ContextualDeserializer(_frames);
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
        if (_onlyMessage is { } answer)
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
            HttpResponseMessage response = await _started!.ConfigureAwait(false);
            if (Failure is { } failure) throw failure;
            if (_current is null && IsOver) return false;
            if (!await _frames!.TakeAsync(Token).ConfigureAwait(false))
            {
                _current = null;
                Finish(response);
                return false;
            }
            _current = marshaller.ContextualDeserializer(_frames);
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
            _pipe = PipeReader.Create(body, readSizes);
            _frames = new FrameReader(_pipe, _maxMessageSize, () => Encoding(response));
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
            HttpResponseMessage response = await _started!.ConfigureAwait(false);
            TResponse? message = null;
            if (await _frames!.TakeAsync(Token).ConfigureAwait(false))
            {
                message = marshaller.ContextualDeserializer(_frames);
                if (await _frames.TakeAsync(Token).ConfigureAwait(false))
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
        Read((await _started!.ConfigureAwait(false)).Headers.NonValidated);

    private void Finish(HttpResponseMessage response, bool complete = true)
    {
        _frames!.Release();
        _pipe!.Complete();
        EndByTrailers(response, complete);
    }

    private static string? Encoding(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(MetadataKeys.Encoding, out var encoding)
            ? encoding.ToString()
            : null;
}

using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Starts calls as HTTP/2 requests.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        TypedCall<TResponse> call = Call(method, options, ReadSizes.Unary);
        call.Start(method.RequestMarshaller, request);
        return new AsyncUnaryCall<TResponse>(call.OnlyMessageAsync(), call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        TypedCall<TResponse> call = Call(method, options, ReadSizes.Stream);
        call.Start(method.RequestMarshaller, request);
        return new AsyncServerStreamingCall<TResponse>(call, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse>
        AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        TypedCall<TResponse> call = Call(method, options, ReadSizes.Unary);
        StreamContent content = call.StartStream();
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            Writer(method, options, call, content), call.OnlyMessageAsync(), call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse>
        AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        TypedCall<TResponse> call = Call(method, options, ReadSizes.Stream);
        StreamContent content = call.StartStream();
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            Writer(method, options, call, content), call, call);
    }

    private TypedCall<TResponse> Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, StreamPipeReaderOptions readSizes)
        where TRequest : class where TResponse : class =>
        new(channel, method, method.ResponseMarshaller, options, readSizes);

    private RequestWriter<TRequest> Writer<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, ClientCall call, StreamContent content)
        where TRequest : class where TResponse : class =>
        new(call, content, method.RequestMarshaller, channel.Options.MaxSendMessageSize)
        {
            WriteOptions = options.WriteOptions,
        };
}

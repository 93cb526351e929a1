using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Rpc;

/// <summary>Sends bytes that no gRPC client would send.</summary>
internal sealed class RawCaller(string address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(address) };

    public static byte[] Frame(IMessage message, byte flag = 0)
    {
        byte[] payload = message.ToByteArray();
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public Task<RawAnswer> PostAsync(string path, byte[] body, params (string Key, string Value)[] headers) =>
        SendAsync(path, body, "application/grpc", headers);

    public async Task<RawAnswer> SendAsync(
        string path, byte[] body, string contentType, params (string Key, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        foreach ((string key, string value) in headers) request.Headers.TryAddWithoutValidation(key, value);
        using HttpResponseMessage response = await http.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(response.StatusCode, answer, Dictionary(response.Headers),
            Dictionary(response.TrailingHeaders));
    }

    public void Dispose() => http.Dispose();

    private static Dictionary<string, string> Dictionary(HttpResponseHeaders headers) =>
        headers.ToDictionary(
            pair => pair.Key, pair => string.Join(',', pair.Value), StringComparer.OrdinalIgnoreCase);
}

internal sealed record RawAnswer(
    HttpStatusCode HttpStatus, byte[] Body, Dictionary<string, string> Headers,
    Dictionary<string, string> Trailers)
{
    public StatusCode? Status =>
        (Headers.GetValueOrDefault("grpc-status") ?? Trailers.GetValueOrDefault("grpc-status")) is { } text
            ? (StatusCode)int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}

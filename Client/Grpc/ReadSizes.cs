using System.IO.Pipelines;

namespace Grpc.Net.Client;

/// <summary>Blocks to read answers into: small for one message, large for many.</summary>
internal static class ReadSizes
{
    public static readonly StreamPipeReaderOptions Unary = new(bufferSize: 4 << 10);
    public static readonly StreamPipeReaderOptions Stream =
        new(bufferSize: 32 << 10, minimumReadSize: 4 << 10);
}

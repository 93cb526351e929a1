using Chain.Wire;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Chain.Client;

/// <summary>
/// One transaction on its way to a receipt. Where the answer is lost the very same bytes are sent again: an
/// id is executed once (L-5) and a repeated one is answered with its first receipt, so resending is safe.
/// </summary>
internal sealed class Submission(
    NodeService.NodeServiceClient node, Transaction transaction, TimeProvider time)
{
    private readonly SubmitRequest request =
        new() { Transaction = UnsafeByteOperations.UnsafeWrap(transaction.Bytes) };

    /// <exception cref="RpcException">Refused before ordering, or no receipt within the patience.</exception>
    public async Task<Receipt> SendAsync(TimeSpan patience, CancellationToken cancel)
    {
        DateTimeOffset giveUp = time.GetUtcNow() + patience;
        for (int failures = 0; ; failures++)
        {
            try
            {
                SubmitReply reply = await node.SubmitAsync(
                    request, deadline: giveUp.UtcDateTime, cancellationToken: cancel).ConfigureAwait(false);
                return Checked(reply);
            }
            catch (RpcException error) when (
                error.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException error) when (RetryDelay(error, failures) is { } delay
                && time.GetUtcNow() + delay < giveUp)
            {
                await Task.Delay(delay, time, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Null where sending again would not help.</summary>
    private static TimeSpan? RetryDelay(RpcException error, int failures) => error.StatusCode switch
    {
        StatusCode.Unavailable => Backoff.Of(failures),
        StatusCode.ResourceExhausted => error.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan()
            ?? Backoff.Of(failures),
        _ => null,
    };

    private Receipt Checked(SubmitReply reply) =>
        reply.Receipt is { } receipt && receipt.TransactionId.Span.SequenceEqual(transaction.Id.Span)
            ? receipt
            : throw new RpcException(new Grpc.Core.Status(
                StatusCode.DataLoss, "the node answered without the receipt of this transaction"));
}

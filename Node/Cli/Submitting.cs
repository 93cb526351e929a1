using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Blocks;
using Chain.Node.Cli.Keys;
using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary>
/// The way of every verb that changes the ledger: open the key, sign, send, wait, show the receipt.
/// </summary>
internal static class Submitting
{
    public static Task<int> RunAsync(
        Invocation run, SigningFlags flags, Operation operation, ulong? clientOrderId = null,
        string? proposal = null) =>
        RunAsync(run, flags, [operation], clientOrderId, proposal);

    public static async Task<int> RunAsync(
        Invocation run, SigningFlags flags, IReadOnlyList<Operation> operations, ulong? clientOrderId = null,
        string? proposal = null)
    {
        using ECPrivKey key = KeyFolder.Of(run, flags.Key).Open(run.Get(flags.From));
        NodeStatus status = await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call);
        AccountId? account = run.Get(flags.As).Length == 0 ? null : flags.Account(run);
        var builder = new TransactionBuilder(status.ChainId, key, account);
        foreach (Operation operation in operations) builder.Add(operation);
        Transaction transaction = builder.Sign(run.Host.Time.GetUtcNow());
        if (run.Get(flags.SignOnly))
        {
            string hex = Convert.ToHexStringLower(transaction.Bytes.Span);
            run.Print.Next(new { TransactionId = transaction.Id.ToString(), Transaction = hex }, hex);
            return ExitCode.Ok;
        }
        return await SendAsync(run, transaction, clientOrderId, proposal);
    }

    /// <returns>1 when the ledger refused it; the receipt is shown all the same.</returns>
    public static async Task<int> SendAsync(
        Invocation run, Transaction transaction, ulong? clientOrderId, string? proposal = null)
    {
        Receipt receipt = await run.Client.SubmitAsync(transaction, run.Timeout, run.Cancel);
        ShowReceipt(run, ReceiptShape.From(receipt, clientOrderId, proposal));
        if (receipt.Status == ReceiptStatus.Ok) return ExitCode.Ok;
        run.Say($"error: the ledger refused it: {Show.Refusal(receipt.Status)}, "
            + $"operation {receipt.FailedOperation}");
        return ExitCode.Refused;
    }

    public static void ShowReceipt(Invocation run, ReceiptShape receipt)
    {
        List<(string, string)> fields =
        [
            ("transaction", receipt.TransactionId),
            ("status", receipt.Status),
            ("block", $"{receipt.Height}, position {receipt.Index}"),
        ];
        if (receipt.ClientOrderId is { } order) fields.Add(("order", $"{order}"));
        if (receipt.Proposal is { } name) fields.Add(("proposal", name));
        run.Print.One(receipt, [.. fields]);
    }
}

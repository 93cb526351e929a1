using Chain.Crypto;
using Chain.Wire;

namespace Chain.Node.Cli.Blocks;

/// <summary>A transaction as JSON; its receipt's fields are null until there is one.</summary>
internal sealed record TransactionShape(
    string Id, string Account, ulong ValidUntilMs, ulong Nonce, IReadOnlyList<string> Operations,
    string Bytes, string? Status, uint? FailedOperation)
{
    /// <param name="bytes">A serialised SignedTransaction.</param>
    /// <param name="receipt">Null when there is none yet.</param>
    /// <exception cref="CliError">The node sent something else.</exception>
    public static TransactionShape From(ReadOnlyMemory<byte> bytes, Receipt? receipt)
    {
        Transaction transaction = TransactionCodec.Parse(bytes, out string? problem)
            ?? throw new CliError(ExitCode.Internal, $"the node sent a malformed transaction: {problem}");
        return new TransactionShape(
            transaction.Id.ToString(), Address.Encode(transaction.Account), transaction.ValidUntilMs,
            transaction.Body.Nonce,
            transaction.Body.Operations.Select(operation => $"{operation.KindCase}").ToList(),
            Convert.ToHexStringLower(bytes.Span), receipt is null ? null : Show.Status(receipt.Status),
            receipt?.FailedOperation);
    }
}

/// <summary>A receipt as JSON.</summary>
/// <param name="ClientOrderId">Of an order just placed, else null.</param>
/// <param name="Proposal">Of a proposal just made, MEMBER/NUMBER, else null.</param>
internal sealed record ReceiptShape(
    string TransactionId, ulong Height, uint Index, string Status, uint FailedOperation, ulong? ClientOrderId,
    string? Proposal)
{
    public static ReceiptShape From(
        Receipt receipt, ulong? clientOrderId = null, string? proposal = null) => new(
        Show.Hex(receipt.TransactionId), receipt.Height, receipt.Index, Show.Status(receipt.Status),
        receipt.FailedOperation, clientOrderId, proposal);
}

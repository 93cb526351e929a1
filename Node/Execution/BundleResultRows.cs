using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Execution;

/// <summary>What became of a block's bundles, in the very message that clients get.</summary>
public static class BundleResultRows
{
    public static IReadOnlyList<BundleResultRow> Of(BlockOutcome outcome) =>
        [.. outcome.Bundles.Select(result =>
            new BundleResultRow(result.Account, Describe(outcome.Block, result)))];

    private static byte[] Describe(in BlockContext block, BundleResult result) => new BundleOutcome
    {
        Height = block.Height.Value,
        TimestampMs = block.TimestampMs,
        ClientOrderId = result.ClientOrderId,
        Verdict = result.Verdict,
        Limit = result.Limit,
        Cost = result.Cost,
        Group = result.Group == default ? ByteString.Empty : ByteString.CopyFrom(result.Group.Span),
        ParadoxicallyRejected = result.Paradoxical,
    }.ToByteArray();
}

using Chain.Consensus;
using Chain.Ledger.Storage;

namespace Chain.Tests.Simulation.Disk;

/// <summary>A header that a write makes part of the chain.</summary>
internal sealed record CommittedRow(BlockHeader Header, Certificate? Certificate);

/// <summary>What a write means to who watches a disk.</summary>
internal static class DiskRecords
{
    /// <returns>Journal records, committed rows and head markers, in the order of the write.</returns>
    public static IEnumerable<object> Of(IReadOnlyList<SimBatch.Change> changes)
    {
        foreach ((Family family, _, byte[]? value, _) in changes)
        {
            if (value is null) continue;
            ReadOnlyMemory<byte> payload = value.AsMemory(0, value.Length - StoredValue.ChecksumSize);
            switch (family)
            {
                case Family.Journal:
                    yield return JournalCodec.Decode(payload.Span)!;
                    break;
                case Family.Headers:
                    yield return Row(payload.Span);
                    break;
                case Family.Meta when HeadMarker.Decode(payload.Span) is { } head:
                    yield return head;
                    break;
                default:
                    break;
            }
        }
    }

    public static CommittedRow Row(ReadOnlySpan<byte> payload) => new(
        HeaderCodec.Decode(payload[..HeaderCodec.Size])!,
        payload.Length > HeaderCodec.Size ? CertificateCodec.Decode(payload[HeaderCodec.Size..]) : null);
}

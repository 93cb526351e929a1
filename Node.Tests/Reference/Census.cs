namespace Chain.Tests.Reference;

/// <summary>What happened in histories, and how often: what never happens is not tested.</summary>
internal sealed class Census
{
    private readonly Dictionary<string, int> counts = [];

    public void Count(string what, int times = 1) => counts[what] = Of(what) + times;

    public int Of(string what) => counts.GetValueOrDefault(what);

    public void Add(Census other)
    {
        foreach ((string what, int times) in other.counts) Count(what, times);
    }

    /// <summary>Operations that were carried out, by kind; what was refused, by kind and reason.</summary>
    public void Count(Transaction transaction, Verdicts verdict)
    {
        if (verdict.Status == Wire.ReceiptStatus.Ok)
            foreach (Wire.Operation operation in transaction.Body.Operations)
                Count($"{operation.KindCase}");
        else
            Count($"{transaction.Body.Operations[(int)verdict.FailedOperation].KindCase}: {verdict.Status}");
    }

    public override string ToString() => string.Join('\n', counts
        .OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value,9}  {one.Key}"));
}

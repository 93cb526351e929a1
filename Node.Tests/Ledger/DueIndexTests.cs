using System.Security.Cryptography;
using Chain.Ledger.Tables;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public sealed class DueIndexTests
{
    private static readonly DueKind[] Kinds = Enum.GetValues<DueKind>();

    [Test]
    public void Items_come_by_time_then_kind_then_id_whatever_was_added_or_taken_between()
    {
        var random = new Random(1);
        var ids = new List<Hash32>();
        var due = new DueIndex((_, slot) => ids[slot]);
        var model = new SortedSet<(ulong TimeMs, DueKind Kind, Hash32 Id, int Slot)>();
        for (int step = 0; step < 5_000; step += 1)
        {
            if (random.Next(3) > 0)
            {
                var item = new DueItem((ulong)random.Next(4), Kinds[random.Next(Kinds.Length)],
                    new Hash32(SHA256.HashData(BitConverter.GetBytes(step))), ids.Count);
                ids.Add(item.Id);
                due.Add(item);
                model.Add((item.TimeMs, item.Kind, item.Id, item.Slot));
            }
            else if (model.Count > 0)
            {
                bool first = random.Next(2) == 0;
                (ulong timeMs, DueKind kind, Hash32 id, int slot) =
                    first ? model.Min : model.ElementAt(random.Next(model.Count));
                due.Remove(new DueItem(timeMs, kind, id, slot));
                model.Remove((timeMs, kind, id, slot));
            }
            MustBeFirst(due, model);
        }
        Assert.That(due.All.Select(item => (item.TimeMs, item.Kind, item.Id, item.Slot)), Is.EqualTo(model));
    }

    [Test]
    public void Nothing_is_due_before_its_time()
    {
        var due = new DueIndex((_, _) => default);
        Assert.That(due.TryFirst(ulong.MaxValue, out _), Is.False);
        due.Add(new DueItem(1_000, DueKind.LeaseEnd, default, 7));
        Assert.That(due.TryFirst(999, out _), Is.False);
        Assert.That(due.TryFirst(1_000, out DueItem item));
        Assert.That((item.TimeMs, item.Kind, item.Slot), Is.EqualTo((1_000UL, DueKind.LeaseEnd, 7)));
    }

    private static void MustBeFirst(
        DueIndex due, SortedSet<(ulong TimeMs, DueKind Kind, Hash32 Id, int Slot)> model)
    {
        Assert.That(due.TryFirst(ulong.MaxValue, out DueItem item),
            Is.EqualTo(model.Count > 0));
        if (model.Count > 0)
            Assert.That((item.TimeMs, item.Kind, item.Id, item.Slot), Is.EqualTo(model.Min));
    }
}

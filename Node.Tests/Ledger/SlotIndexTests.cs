using Chain.Ledger.Tables;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public sealed class SlotIndexTests
{
    [TestCase(0xFFFF, TestName = "Spread_codes_are_found_as_in_a_dictionary")]
    [TestCase(0x0007, TestName = "Codes_that_collide_are_found_as_in_a_dictionary")]
    public void Finds_what_a_dictionary_finds(int mask)
    {
        var random = new Random(mask);
        var index = new SlotIndex();
        var model = new Dictionary<int, int>();
        for (int step = 0; step < 20_000; step += 1)
        {
            int slot = random.Next(600);
            if (model.Remove(slot, out int code)) index.Remove(code, slot);
            else
            {
                model[slot] = random.Next(int.MinValue, int.MaxValue) & mask;
                index.Add(model[slot], slot);
            }
            if (step % 500 == 0) MustAgree(index, model);
        }
        MustAgree(index, model);
    }

    [Test]
    public void Codes_of_all_bits_and_the_largest_slot_come_back()
    {
        var index = new SlotIndex();
        index.Add(int.MinValue, int.MaxValue - 1);
        index.Add(-1, 0);
        Assert.That(Found(index, int.MinValue), Is.EqualTo(new[] { int.MaxValue - 1 }));
        Assert.That(Found(index, -1), Is.EqualTo(new[] { 0 }));
        Assert.That(Found(index, 0), Is.Empty);
    }

    private static void MustAgree(SlotIndex index, Dictionary<int, int> model)
    {
        Assert.That(index.Count, Is.EqualTo(model.Count));
        Assert.That(index.All, Is.EquivalentTo(model.Keys));
        foreach (IGrouping<int, int> same in model.GroupBy(pair => pair.Value, pair => pair.Key))
            Assert.That(Found(index, same.Key), Is.EquivalentTo(same));
    }

    private static List<int> Found(SlotIndex index, int code)
    {
        List<int> found = [];
        foreach (int slot in index.Candidates(code)) found.Add(slot);
        return found;
    }
}

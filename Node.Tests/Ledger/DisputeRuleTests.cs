using Chain.Ledger;
using Chain.Ledger.Disputes;
using Chain.Ledger.Tables;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

/// <summary>The pure rules of panels, counting and reputation.</summary>
public class DisputeRuleTests
{
    private const ulong HalfLife = 1_000;

    [TestCase(0, 0, ExpectedResult = 0)]
    [TestCase(1, 0, ExpectedResult = 1)]
    [TestCase(2, 0, ExpectedResult = 1)]
    [TestCase(4, 0, ExpectedResult = 3)]
    [TestCase(5, 0, ExpectedResult = 5)]
    [TestCase(126, 0, ExpectedResult = 5)]
    [TestCase(2, 1, ExpectedResult = 1)]
    [TestCase(3, 1, ExpectedResult = 3)]
    [TestCase(6, 5, ExpectedResult = 5)]
    [TestCase(126, 5, ExpectedResult = 7)]
    public int A_panel_is_odd_and_grows_by_two(int eligible, int before) => Panel.SizeOf(eligible, before);

    [Test]
    public void Only_more_than_half_of_the_reveals_is_a_majority()
    {
        const Verdict P = Verdict.Provider, T = Verdict.Tenant, H = Verdict.Half, None = Verdict.Unspecified;
        Assert.That(Count.MajorityOf([]), Is.EqualTo(None));
        Assert.That(Count.MajorityOf([H]), Is.EqualTo(H));
        Assert.That(Count.MajorityOf([P, T]), Is.EqualTo(None));
        Assert.That(Count.MajorityOf([P, T, T]), Is.EqualTo(T));
        Assert.That(Count.MajorityOf([P, T, H]), Is.EqualTo(None));
        Assert.That(Count.MajorityOf([P, P, T, H]), Is.EqualTo(None));
        Assert.That(Count.MajorityOf([P, P, P, T, H]), Is.EqualTo(P));
    }

    [Test]
    public void A_draw_does_not_depend_on_the_order_of_members_and_rounds_differ()
    {
        (AccountId, byte)[] members = [.. Enumerable.Range(0, 20).Select(i => (Market.Key(i), (byte)i))];
        Hash32 seed = Market.Key(90).Bytes, dispute = Market.Key(91).Bytes;
        UInt128 panel = Panel.Draw(members, 5, seed, dispute, 1);
        Assert.That(UInt128.PopCount(panel), Is.EqualTo((UInt128)5));
        Assert.That(Panel.Draw([.. members.Reverse()], 5, seed, dispute, 1), Is.EqualTo(panel));
        Assert.That(Panel.Draw(members, 5, seed, dispute, 2), Is.Not.EqualTo(panel));
    }

    [Test]
    public void Whole_half_lives_halve_and_the_rest_of_the_time_is_kept()
    {
        var row = new ReputationRow(5_000, new PartyRecord(9, 100, 3), new PartyRecord(1, 1, 1));
        Assert.That(row.At(5_999, HalfLife), Is.EqualTo(row));
        Assert.That(row.At(4_000, HalfLife), Is.EqualTo(row), "before its time");
        Assert.That(row.At(7_999, HalfLife),
            Is.EqualTo(new ReputationRow(7_000, new PartyRecord(2, 25, 0), default)));
        ReputationRow steps = row.At(6_500, HalfLife).At(6_999, HalfLife).At(7_999, HalfLife);
        Assert.That(steps, Is.EqualTo(row.At(7_999, HalfLife)), "in one step or in many");
    }

    [Test]
    public void Numbers_stop_where_they_would_overflow_and_are_nothing_in_the_end()
    {
        var most = new PartyRecord(ulong.MaxValue >> 1, ulong.MaxValue >> 1, ulong.MaxValue >> 1);
        Assert.That(most.Plus(most), Is.EqualTo(most));
        var row = new ReputationRow(0, most, most);
        Assert.That(row.At(ulong.MaxValue, 1),
            Is.EqualTo(new ReputationRow(ulong.MaxValue, default, default)));
    }
}

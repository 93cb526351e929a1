using NUnit.Framework;

namespace Chain.Tests;

public class RequireTests
{
    [Test]
    public void A_broken_invariant_names_its_condition()
    {
        int one = 1;
        Assert.That(() => Require.That(one == 2), Throws.TypeOf<BrokenInvariantException>()
            .With.Message.Contains("one == 2"));
    }
}

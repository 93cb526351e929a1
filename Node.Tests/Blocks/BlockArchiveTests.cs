using Chain.Ledger.Storage;
using Chain.Node.Blocks;
using Chain.Node.Pool;
using Chain.Tests.Storage;
using NUnit.Framework;

namespace Chain.Tests.Blocks;

public class BlockArchiveTests : StoreFixture
{
    [Test]
    public void A_batch_of_the_chain_has_no_more_blocks_than_were_asked_for()
    {
        using ChainStore store = Create();
        Grow(store, 12);
        var archive = new BlockArchive(store, new BodyCache(), new Mempool());
        Assert.That(archive.Chain(new Height(1), 5).ToList(), Has.Count.EqualTo(5));
        Assert.That(archive.Chain(new Height(11), 5).ToList(), Has.Count.EqualTo(2));
        Assert.That(archive.Chain(new Height(13), 5), Is.Empty);
    }
}

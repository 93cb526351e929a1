using Chain.Client;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Validators die and come back while clients go on.</summary>
public class KillTests : TestnetFixture
{
    [SetUp]
    public Task EveryNodeRuns() => Net.IsWholeAsync();

    /// <summary>
    /// With one of four down the other three must all vote: each death proves that those who came back before
    /// vote again.
    /// </summary>
    [Test]
    public async Task Any_one_validator_may_die_and_comes_back_to_vote()
    {
        await using Load load = Load.Start(Net);
        foreach (int number in new[] { 0, 1, 2, 3, 0 })
        {
            NodeProcess victim = Net.Nodes[number];
            await load.MoreAsync(50);
            victim.Kill();
            await load.MoreAsync(50);
            NodeStatus others = await Net.Nodes[(number + 1) % 4].StatusAsync();
            victim.Start();
            NodeStatus back = await victim.StatusAsync(
                "caught up and voting", status => status.Height >= others.Height && status.Voting);
            Assert.That((await victim.BlockAsync(others.Height)).Hash, Is.EqualTo(others.BlockHash));
            await Net.Nodes[(number + 1) % 4].StatusAsync("connected", status => status.PeersConnected == 3);
            Assert.That(back.Name, Is.EqualTo(victim.Name));
        }
        await load.StopAsync();
        await ChainCopy.SameOnAllAsync(Net);
    }

    /// <summary>
    /// The others then serve what it missed in batches of the committed chain, not block by block.
    /// </summary>
    [Test]
    public async Task A_validator_that_missed_more_blocks_than_a_batch_holds_catches_up()
    {
        NodeProcess late = Net.Nodes[3];
        late.Kill();
        await using Load load = Load.Start(Net);
        ulong wanted = (await Net.Nodes[0].StatusAsync()).Height + Limits.SyncBlocks + 20;
        while ((await Net.Nodes[0].StatusAsync()).Height < wanted) await load.MoreAsync(10);
        await load.StopAsync();
        NodeStatus others = await Net.Nodes[0].StatusAsync();
        late.Start();
        await late.StatusAsync("caught up and voting", status => status.Height >= others.Height && status.Voting);
        Assert.That((await late.BlockAsync(others.Height)).Hash, Is.EqualTo(others.BlockHash));
    }

    [Test]
    public async Task With_two_down_nothing_commits_and_nothing_forks_and_with_one_back_it_goes_on()
    {
        await using Load load = Load.Start(Net);
        await load.MoreAsync(50);
        NodeProcess[] left = [Net.Nodes[0], Net.Nodes[1]];
        Net.Nodes[2].Kill();
        Net.Nodes[3].Kill();
        // What three signed before the deaths may still arrive; without a quorum no more can follow.
        ulong[] still = await HeightsAfterAsync(left, TimeSpan.FromSeconds(3));
        await Wait.UntilAsync("the heights stand", async () =>
        {
            ulong[] before = still;
            still = await HeightsAfterAsync(left, TimeSpan.FromSeconds(3));
            return still.SequenceEqual(before);
        });
        Assert.That(await HeightsAfterAsync(left, TimeSpan.FromSeconds(4)), Is.EqualTo(still));
        Receipt? receipt = null;
        try
        {
            receipt = await left[0].Client.SubmitAsync(
                Net["buyer1"].Sign(Operations.Transfer(Net["buyer2"].Account, "EUR", 1)),
                TimeSpan.FromSeconds(2));
        }
        catch (RpcException error)
        {
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        }
        Assert.That(receipt, Is.Null, "a receipt without a quorum");
        ChainCopy one = await ChainCopy.ReadAsync(left[0], still.Min());
        one.CheckSame(await ChainCopy.ReadAsync(left[1], still.Min()));

        Net.Nodes[2].Start();
        await load.MoreAsync(50);
        foreach (NodeProcess node in Net.Nodes.Take(3))
            await node.StatusAsync("goes on", status => status.Height > still.Max() + 2);
        Net.Nodes[3].Start();
        NodeStatus others = await left[0].StatusAsync();
        await Net.Nodes[3].StatusAsync("caught up", status => status.Height >= others.Height);
        await load.StopAsync();
        await ChainCopy.SameOnAllAsync(Net);
    }

    [Test]
    public async Task A_stop_that_is_asked_for_ends_with_zero_and_a_start_goes_on_at_the_same_height()
    {
        await using Load load = Load.Start(Net);
        await load.MoreAsync(50);
        NodeStatus[] before = await Task.WhenAll(Net.Nodes.Select(node => node.StatusAsync()));
        foreach (NodeProcess node in Net.Nodes) node.Terminate();
        foreach (NodeProcess node in Net.Nodes) Assert.That(await node.ExitAsync(), Is.Zero, node.Said());
        foreach (NodeProcess node in Net.Nodes)
        {
            // Alone it cannot commit: what it tells is what it kept.
            node.Start();
            NodeStatus after = await node.StatusAsync();
            NodeStatus own = before[node.Number];
            Assert.That(after.Height, Is.GreaterThanOrEqualTo(own.Height), node.Name);
            Assert.That((await node.BlockAsync(own.Height)).Hash, Is.EqualTo(own.BlockHash), node.Name);
            node.Kill();
        }
        await Net.IsWholeAsync();
        await load.MoreAsync(50);
        await load.StopAsync();
        await ChainCopy.SameOnAllAsync(Net);
    }

    private static async Task<ulong[]> HeightsAfterAsync(NodeProcess[] nodes, TimeSpan time)
    {
        await Task.Delay(time);
        NodeStatus[] all = await Task.WhenAll(nodes.Select(node => node.StatusAsync()));
        return [.. all.Select(status => status.Height)];
    }
}

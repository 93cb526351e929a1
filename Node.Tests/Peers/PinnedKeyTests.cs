using Chain.Node.Peers;
using Chain.Tests.EndToEnd;
using Chain.Wire;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Chain.Tests.Peers;

[CancelAfter(60_000)]
public class PinnedKeyTests
{
    [Test]
    public async Task Another_key_at_a_peers_address_is_told_once()
    {
        using var consortium = new TestConsortium();
        await using PeerHost host = await PeerHost.StartAsync(
            consortium.IdentityOf(2), new Nobody());
        var lines = new LogLines<PeerLink>();
        using var link = new PeerLink(
            1, "node2", host.Address, consortium.IdentityOf(0), new Traffic(), TimeProvider.System, lines);
        using var stopping = new CancellationTokenSource();
        Task running = link.RunAsync(stopping.Token);
        await Wait.UntilAsync("it tries again and again", () => lines.From(LogLevel.Trace).Count() > 5);
        await stopping.CancelAsync();
        await running;
        Assert.That(lines.From(LogLevel.Warning).Single(), Does.StartWith("no TLS with node2: "));
        Assert.That(link.Connected, Is.False);
    }

    private sealed class Nobody : PeerService.PeerServiceBase;
}

using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>The end: leases end and are closed, offers are taken back; the story can be told again.</summary>
internal static class Curtain
{
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(60);

    public static async Task PlayAsync(Plot plot)
    {
        plot.Tell.Act("The cloud is given back");
        ulong paid = 0;
        foreach (Service service in plot.Running)
        {
            if ((await plot.Dealing.LeaseAsync(service)).State == LeaseState.Closed) continue;
            await plot.Stage.EventAsync(
                service.Lease, LeaseEventKind.LeaseOver, service.TradedAt, NoticeTime);
            paid += (await plot.Dealing.AccountAsync(service)).Paid;
            await plot.Stage.EventAsync(service.Lease, LeaseEventKind.LeaseClosed, service.TradedAt,
                NoticeTime);
        }
        plot.Tell.Say($"The leases have ended. The last receipts are signed, {plot.Stage.Money(paid)} paid "
            + "out, locks and collateral are free again, and what was is kept in the history.",
            new { Paid = paid });
        await plot.Dealing.TakeBackAsync(plot.Traders);
        plot.Tell.Say($"Only the two leases of the slot in {Ahead.DaysAhead} days stay booked: they wait for "
            + "their day, with what was paid for them in escrow.");
        plot.Tell.Say("That was the market. Look around: chain trades, chain movements buyer2, chain lease "
            + "list --account buyer2 --closed. Or let the players trade on: chain demo --trade");
    }
}

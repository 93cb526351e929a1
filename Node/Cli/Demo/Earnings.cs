using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: receipts of delivery, and money for them.</summary>
internal static class Earnings
{
    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        plot.Tell.Act("Everybody is paid for what was delivered");
        plot.Tell.Say("Providers post receipts of what their meters say. With the tenant's signature one is "
            + "final at once; without, the tenant has time to dispute it before a panel of members.");
        var rows = new List<Row>();
        foreach (Service service in plot.Running)
        {
            LeaseEvent final = await plot.Dealing.AccountAsync(service);
            // One that began just now: not a cent yet.
            if (final.Paid > 0) rows.Add(new Row(
                new
                {
                    Lease = service.Lease.ToString(),
                    Provider = service.Provider.Party,
                    Tenant = service.Tenant.Party,
                    final.Paid,
                    final.Fee,
                },
                service.Provider.Party, "served", service.Tenant.Party,
                plot.InUnits(service.Product, service.Lots),
                $"until {Show.Time(final.TimeMs)[11..19]}, earned", stage.Money(final.Paid)));
        }
        plot.Tell.Rows(rows);
        await stage.DoAsync(plot.Hospital, LeaseOperations.GiveNoticeToGroup(plot.Group));
        foreach (Service service in plot.Running.Where(service => !plot.Cloud.Contains(service)))
            if ((await plot.Dealing.LeaseAsync(service)).State == LeaseState.Active)
                await stage.DoAsync(service.Tenant, LeaseOperations.GiveNotice(service.Lease));
        ulong notice = plot.Terms(Plot.ComputeEu).NoticeMs / 1_000;
        plot.Tell.Say($"Then the tenants give notice, the hospital for its whole cloud in one word. Their "
            + $"leases end in {notice} s.", new { NoticeSeconds = notice });
    }
}

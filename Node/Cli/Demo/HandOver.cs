using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: keys change hands, and money flows.</summary>
internal static class HandOver
{
    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        plot.Tell.Act("Keys change hands, and money begins to flow");
        string opened = "";
        foreach (Service service in plot.Cloud.Where(service => service != plot.Failing))
        {
            opened = await plot.Dealing.HandOverAsync(service);
            plot.Running.Add(service);
        }
        plot.Tell.Say("arctic-compute and lowland-storage post the access to what they sold, sealed to a key "
            + $"that only the hospital has. It reads \"{opened}\", tries it, and acknowledges. All members "
            + "see that it was handed over, and when, but not what it says.", new { Access = opened });
        var request = new ListStreamsRequest { Account = plot.Hospital.Account.ToByteString() };
        ListStreamsReply reply = await stage.AskAsync(async (client, call) =>
            await client.History.ListStreamsAsync(request, call));
        PaymentStream stream = reply.Streams.Single();
        plot.Tell.Say("From that moment on the hospital pays by the millisecond: "
            + $"{Rate(plot, stream)} an hour, out of {stage.Money(stream.Funds)} that it put aside. That "
            + $"lasts until {Show.Time(stream.RunsDryMs)}; then service stops, unless it adds to it. Nobody "
            + "serves unpaid, and nobody pays ahead.", new { stream.Rate, stream.Funds, stream.RunsDryMs });
        plot.Tell.Say("From delta-hosting there is no word yet. From the trade on it has "
            + $"{await HandoverMsAsync(plot) / 1_000} s.");
    }

    private static string Rate(Plot plot, PaymentStream stream) =>
        plot.Stage.Money(ulong.Parse(stream.Rate, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<ulong> HandoverMsAsync(Plot plot)
    {
        ListParametersReply reply = await plot.Stage.AskAsync(async (client, call) =>
            await client.Governance.ListParametersAsync(new ListParametersRequest(), call));
        return reply.Parameters.Single(one => one.Parameter == ChainParameter.HandoverMs).Value;
    }
}

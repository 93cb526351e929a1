using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: a provider fails, and the ledger itself makes good.</summary>
internal static class Failure
{
    private static readonly TimeSpan HandoverTime = TimeSpan.FromSeconds(120);

    public static async Task PlayAsync(Plot plot)
    {
        Stage stage = plot.Stage;
        Service failing = plot.Failing;
        plot.Tell.Act("A provider fails and is slashed");
        plot.Tell.Say("delta-hosting still has not handed over the servers in the US. Its time runs out ...");
        LeaseEvent missed = await stage.EventAsync(
            failing.Lease, LeaseEventKind.NoHandover, failing.TradedAt, HandoverTime);
        plot.Tell.Say($"Block {missed.Height} closed that lease: nobody had to ask for it. The hospital paid "
            + $"nothing, and {stage.Money(missed.Slashed)} of delta-hosting's collateral are the "
            + "hospital's now.",
            new { missed.Height, missed.Slashed, Lease = failing.Lease.ToString() });
        PartyReputation known = await ReputationAsync(plot);
        plot.Tell.Say($"The fault stays on delta-hosting's record, {Faults(known.AsProvider.Faults)} by now, "
            + $"for every later buyer to see: chain reputation show {plot.Delta.Party}",
            new { known.AsProvider.Faults });

        await stage.DoAsync(plot.AttestorOf(plot.Delta), Operations.RevokeSpotCapacity(
            plot.Delta.Account, Plot.ComputeUs, 0));
        IReadOnlyList<Service> instead = await plot.Dealing.BuyAsync(
            plot.Hospital, Plot.ComputeUs, failing.Lots, plot.Listed(Plot.ComputeUs, 110));
        foreach (Service service in instead)
        {
            await plot.Dealing.HandOverAsync(service);
            plot.Running.Add(service);
        }
        plot.Tell.Say($"{plot.AttestorOf(plot.Delta).Party}, which had attested those servers, revokes them: "
            + $"what is not there is no longer for sale. The hospital buys its {failing.Lots} lots from "
            + $"{instead[0].Provider.Party} instead, at {stage.Money(instead[0].Price)}, and is "
            + "served at once.",
            new { instead[0].Lots, instead[0].Price, Seller = instead[0].Provider.Party });
    }

    private static string Faults(ulong faults) => faults == 1 ? "1 fault" : $"{faults} faults";

    private static Task<PartyReputation> ReputationAsync(Plot plot)
    {
        var request = new GetReputationRequest { Party = plot.Delta.Party };
        return plot.Stage.AskAsync(async (client, call) =>
            await client.Disputes.GetReputationAsync(request, call));
    }
}

namespace Chain.Node.Cli.Demo;

/// <summary>
/// The market as a story in acts: two clouds and a small team sell, a hospital buys a private cloud in two
/// regions, a price moves, capacity is bought ahead and resold, a provider fails, everybody is paid, and the
/// ledger adds up. Nothing is staged: every sentence is told after a running consortium has made it true.
/// </summary>
internal static class Story
{
    public static async Task PlayAsync(Stage stage)
    {
        using var dealing = new Dealing(stage);
        var plot = new Plot(stage, dealing);
        await Opening.PlayAsync(plot);
        await PrivateCloud.PlayAsync(plot);
        await HandOver.PlayAsync(plot);
        await PriceMove.PlayAsync(plot);
        await Ahead.PlayAsync(plot);
        await Failure.PlayAsync(plot);
        await Earnings.PlayAsync(plot);
        await Reckoning.PlayAsync(plot);
        await Curtain.PlayAsync(plot);
    }
}

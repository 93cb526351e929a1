using System.Text.Json;
using NUnit.Framework;
using Kind = Chain.Wire.Operation.KindOneofCase;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>
/// All that a transaction can do, done on four validators: through the command line and through the SDK, each
/// seen on another validator, and at the end one state. An operation without a step, or without a verb that
/// makes it, fails here.
/// </summary>
public class EveryOperationTests() : TestnetFixture(validators: 4, Quick)
{
    /// <summary>
    /// Windows of seconds where the story waits for their end; the others leave a slow machine time.
    /// </summary>
    private static readonly Dictionary<string, ulong> Quick = new()
    {
        ["timelockMs"] = 1_000,
        ["commitMs"] = 25_000,
        ["revealMs"] = 25_000,
        ["handoverMs"] = 120_000,
        ["acknowledgeMs"] = 120_000,
        ["challengeMs"] = 120_000,
        ["receiptMs"] = 120_000,
    };

    [Test]
    public async Task Every_operation_is_done_by_command_line_and_by_sdk_and_all_validators_agree()
    {
        using var both = new BothWays(Net);
        await Task.WhenAll(
            DisputesChapter.PlayAsync(both), LeasesChapter.PlayAsync(both), OrdersChapter.PlayAsync(both),
            QuotationsChapter.PlayAsync(both), OffencesChapter.PlayAsync(both),
            CapacityChapter.PlayAsync(both), MembersChapter.PlayAsync(both), MoneyChapter.PlayAsync(both));

        Kind[] all = [.. Enum.GetValues<Kind>().Where(kind => kind != Kind.None)];
        Assert.Multiple(() =>
        {
            Assert.That(all.Except(both.ByCli), Is.Empty, "operations that no verb made");
            Assert.That(all.Except(both.BySdk), Is.Empty, "operations that the SDK did not make");
        });
        JsonElement sums = await both.AskAsync("asset", "reconcile", "EUR");
        Assert.That(sums.GetProperty("difference").GetString(), Is.EqualTo("0"));
        await Net.AgreesAsync();
    }
}

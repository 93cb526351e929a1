using System.CommandLine;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Money;

/// <summary><c>movements</c>: every change of an account's money, and why.</summary>
internal static class MovementsVerb
{
    public static Verb Create(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        Option<ulong> from = cli.Flags.Optional("--from-height", "First block.", 0ul);
        Option<uint> limit = cli.Flags.Optional("--limit", "Most movements to show; 0: all.", 100u);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("movements", "Lists every change of an account's money, oldest first.",
            "chain movements buyer1 --limit 0 -o json", who, from, limit).With(keys.All).Does(cli,
                async run =>
        {
            ByteString account = Arguments.Account(run, who, keys).ToByteString();
            List<AccountMovement> rows = await Paging.ReadAsync<AccountMovement>(
                run.Get(limit), async (size, token) =>
                {
                    var request = new ListMovementsRequest
                    {
                        Account = account,
                        FromHeight = run.Get(from),
                        PageSize = size,
                        PageToken = token,
                    };
                    ListMovementsReply reply =
                        await run.Client.History.ListMovementsAsync(request, run.Call);
                    return (reply.Movements, reply.NextPageToken);
                });
            run.Print.Many(
                rows.Select(MovementShape.From).ToList(),
                ["height", "time", "amount", "asset", "why", "of"],
                m => [$"{m.Height}", Show.Time(m.TimestampMs), $"{m.Amount}", m.Asset, m.Kind,
                    Show.Short(m.Reference)]);
            return ExitCode.Ok;
        });
    }

    /// <summary>A movement as JSON; minor units, negative where money left the account.</summary>
    private sealed record MovementShape(
        ulong Height, uint Index, ulong TimestampMs, string Asset, long Amount, string Kind, string Reference)
    {
        public static MovementShape From(AccountMovement movement) => new(
            movement.Height, movement.Index, movement.TimestampMs, movement.Asset, movement.Amount,
            Show.Movement(movement.Kind), Show.Hex(movement.Reference));
    }
}

using System.CommandLine;
using System.Globalization;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Blocks;

/// <summary><c>block get|list|watch</c></summary>
internal static class BlockVerbs
{
    public static Command Create(ChainCli cli) => new Command("block", "Committed blocks.")
    {
        Get(cli), List(cli), Watch(cli),
    };

    private static Verb Get(ChainCli cli)
    {
        var which = new Argument<string>("BLOCK") { Description = "Height, or hash in hexadecimal." };
        return new Verb(
            "get", "Shows one block with its transactions and receipts.", "chain block get 12 -o json", which)
            .Does(cli, async run =>
            {
                Block block = await run.Client.Node.GetBlockAsync(Request(run.Get(which)), run.Call);
                BlockShape shape = BlockShape.From(block);
                run.Print.One(shape,
                    ("height", $"{shape.Height}"),
                    ("hash", shape.Hash),
                    ("parent", shape.ParentHash),
                    ("time", Show.Time(shape.TimestampMs)),
                    ("epoch", $"{shape.Epoch}"),
                    ("state root", $"{shape.StateRoot} (after its parent)"),
                    ("transactions", $"{shape.Transactions.Count}"));
                if (!run.Print.IsJson && shape.Transactions.Count > 0)
                    run.Print.Many(
                        shape.Transactions, ["transaction", "account", "operations", "status"],
                        t => [t.Id, t.Account, string.Join(", ", t.Operations), t.Status ?? ""]);
                return ExitCode.Ok;
            });
    }

    private static Verb List(ChainCli cli)
    {
        Option<ulong> from = cli.Flags.Optional(
            "--from-height", "Newest height to show; 0: the newest there is.", 0ul);
        Option<uint> limit = cli.Flags.Optional("--limit", "Most blocks to show.", 20u);
        return new Verb("list", "Lists blocks, newest first.", "chain block list --limit 5", from, limit)
            .Does(cli, async run =>
            {
                var request = new ListBlocksRequest { FromHeight = run.Get(from), Limit = run.Get(limit) };
                ListBlocksReply reply = await run.Client.Node.ListBlocksAsync(request, run.Call);
                run.Print.Many(
                    reply.Blocks.Select(BlockSummaryShape.From).ToList(),
                    ["height", "time", "transactions", "hash"],
                    b => [$"{b.Height}", Show.Time(b.TimestampMs), $"{b.Transactions}", b.Hash]);
                return ExitCode.Ok;
            });
    }

    private static Verb Watch(ChainCli cli)
    {
        Option<ulong> from = cli.Flags.Optional(
            "--from-height", "First height to show; 0: only new blocks.", 0ul);
        Option<uint> count = cli.Flags.Optional("--count", "Stop after so many; 0: never.", 0u);
        return new Verb("watch", "Follows blocks as they commit.",
            "chain block watch --from-height 1 --count 10", from, count)
            .Does(cli, run => Streams.FollowAsync(
                run, run.Client.WatchBlocksAsync(run.Get(from), headersOnly: false, run.Cancel),
                run.Get(count),
                block => run.Print.Next(BlockShape.From(block),
                    $"{block.Height,8}  {Show.Time(block.TimestampMs)}  {block.Transactions.Count,5} tx  "
                    + Show.Hex(block.Hash))));
    }

    private static GetBlockRequest Request(string which)
    {
        if (ulong.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out ulong height))
            return new GetBlockRequest { Height = height };
        return Hash32.TryParse(which, out Hash32 hash)
            ? new GetBlockRequest { Hash = ByteString.CopyFrom(hash.Span) }
            : throw new CliError(
                ExitCode.Usage, $"'{which}' is neither a height nor a hash of 64 hexadecimal digits");
    }
}

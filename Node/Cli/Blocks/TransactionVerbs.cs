using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Blocks;

/// <summary><c>tx submit|get</c></summary>
internal static class TransactionVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("tx", "Transactions.") { Submit(cli), Get(cli) };

    private static Verb Submit(ChainCli cli)
    {
        const string Help = "File with a signed transaction in hexadecimal; - is stdin.";
        var file = new Argument<string>("FILE") { Description = Help };
        return new Verb("submit", "Sends a transaction signed with --sign-only and waits for its receipt.",
            "chain transfer buyer2 100 EUR --from buyer1 --sign-only > tx.hex && chain tx submit tx.hex",
            file)
            .Does(cli, async run =>
            {
                string text = run.Get(file) == "-" ? await run.Host.In.ReadToEndAsync(run.Cancel)
                    : await File.ReadAllTextAsync(run.Get(file), run.Cancel);
                return await Submitting.SendAsync(run, Parse(text.Trim()), clientOrderId: null);
            });
    }

    private static Verb Get(ChainCli cli)
    {
        var id = new Argument<string>("ID") { Description = "Transaction id, 64 hexadecimal digits." };
        return new Verb("get", "Shows a committed transaction and its receipt.",
            "chain tx get 5f0c...e1 -o json", id).Does(cli, async run =>
        {
            var request = new GetTransactionRequest { Id = Arguments.Hash(run.Get(id), "transaction id") };
            GetTransactionReply reply = await run.Client.Node.GetTransactionAsync(request, run.Call);
            ReceiptShape receipt = ReceiptShape.From(reply.Receipt);
            TransactionShape transaction = TransactionShape.From(reply.Transaction.Memory, reply.Receipt);
            run.Print.One(new { Receipt = receipt, Transaction = transaction },
                ("transaction", transaction.Id),
                ("account", transaction.Account),
                ("operations", string.Join(", ", transaction.Operations)),
                ("valid until", Show.Time(transaction.ValidUntilMs)),
                ("status", receipt.Status),
                ("block", $"{receipt.Height}, position {receipt.Index}"));
            return ExitCode.Ok;
        });
    }

    private static Transaction Parse(string hex)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            throw new CliError(ExitCode.Usage, "the input is not hexadecimal");
        }
        return TransactionCodec.Parse(bytes, out string? problem)
            ?? throw new CliError(ExitCode.Usage, $"the input is not a signed transaction: {problem}");
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Requests;

/// <summary><c>rfq quote|reveal</c>: how a provider answers, secretly first.</summary>
internal static class QuoteVerbs
{
    public static Verb Quote(ChainCli cli)
    {
        Argument<string> tenant = RequestVerbs.Tenant();
        Argument<ulong> id = RequestVerbs.Number();
        var price = new Argument<ulong>("PRICE") { Description = "Per lot, minor units; of SPOT per hour." };
        Option<string> instrument = cli.Flags.Optional(
            "--instrument", "Which of those asked for, where there are several. " + InstrumentText.Help,
            "");
        Option<string> offer = cli.Flags.Optional(
            "--offer", "File of the written offer: only its SHA-256 will be revealed.", "");
        var signing = new SigningFlags(cli.Flags);
        return new Verb("quote",
            "Commits to a sealed price, for good. Price and salt stay in a private file beside the key until "
            + "the reveal; without it the bond is lost.",
            "chain rfq quote buyer1 1763834400123 1150 --from arctic-seller", tenant, id, price, instrument,
            offer)
            .With(signing.All).Does(cli, async run =>
            {
                KeyFolder keys = KeyFolder.Of(run, signing.Key);
                AccountId asked = Arguments.Account(run.Get(tenant), keys), own = signing.Account(run);
                QuotationRequest request = await RequestVerbs.FindAsync(run, asked, run.Get(id));
                if (request.Quotations.Any(one => one.Provider == own.ToByteString()))
                    throw new CliError(ExitCode.Refused, "this account has quoted already, for good",
                        "`chain rfq reveal` opens it, once commitments have ended.");
                var requestId = new Hash32(request.Id.Span);
                Hash32 document = OfferOf(run.Get(offer));
                SecretQuote quote =
                    SecretQuote.Kept(keys, run.Get(signing.From), requestId, run.Get(price), document)
                    ?? SecretQuote.New(run.Get(price), document);
                Hash32 commitment = QuoteHashes.OfQuote(await ChainAsync(run), asked, run.Get(id), own,
                    quote.Price, quote.SaltBytes(), quote.OfferBytes());
                Instrument about = await InstrumentAsync(run, request, run.Get(instrument));
                quote.Write(SecretQuote.PathOf(keys, run.Get(signing.From), requestId, commitment));
                return await Submitting.RunAsync(
                    run, signing, Quotations.Commit(asked, run.Get(id), about, commitment));
            });
    }

    public static Verb Reveal(ChainCli cli)
    {
        Argument<string> tenant = RequestVerbs.Tenant();
        Argument<ulong> id = RequestVerbs.Number();
        var signing = new SigningFlags(cli.Flags);
        return new Verb("reveal", "Opens the price that was quoted from this key folder.",
            "chain rfq reveal buyer1 1763834400123 --from arctic-seller", tenant, id)
            .With(signing.All).Does(cli, async run =>
            {
                KeyFolder keys = KeyFolder.Of(run, signing.Key);
                AccountId asked = Arguments.Account(run.Get(tenant), keys);
                ByteString own = signing.Account(run).ToByteString();
                QuotationRequest request = await RequestVerbs.FindAsync(run, asked, run.Get(id));
                Quotation quoted = request.Quotations.FirstOrDefault(one => one.Provider == own)
                    ?? throw new CliError(ExitCode.Refused, "this account has not quoted for it");
                string path = SecretQuote.PathOf(keys, run.Get(signing.From), new Hash32(request.Id.Span),
                    new Hash32(quoted.Commitment.Span));
                SecretQuote quote = SecretQuote.Read(path) ?? throw new CliError(
                    ExitCode.Configuration, $"there is no quotation in {path}",
                    "`chain rfq quote` writes it, with the same key and key folder.");
                return await Submitting.RunAsync(run, signing, Quotations.Reveal(
                    asked, run.Get(id), quote.Price, quote.SaltBytes(), quote.OfferBytes()));
            });
    }

    private static async Task<Hash32> ChainAsync(Invocation run) =>
        new((await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call)).ChainHash.Span);

    private static async Task<Instrument> InstrumentAsync(
        Invocation run, QuotationRequest request, string text)
    {
        if (text.Length > 0) return await InstrumentText.ResolveAsync(run, text);
        return request.Instruments.Count == 1 ? request.Instruments[0] : throw new CliError(
            ExitCode.Usage, "the request accepts several instruments: name one with --instrument",
            $"They are {string.Join(", ", request.Instruments.Select(Show.Instrument))}.");
    }

    private static Hash32 OfferOf(string path)
    {
        if (path.Length == 0) return default;
        try
        {
            return new Hash32(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCode.Usage, $"cannot read {path}: {e.Message}");
        }
    }
}

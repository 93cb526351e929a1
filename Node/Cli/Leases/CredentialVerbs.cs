using System.CommandLine;
using System.Text;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary><c>lease post-credentials|credentials</c>: the hand-over from provider to tenant.</summary>
internal static class CredentialVerbs
{
    public static Verb Post(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id();
        var file = new Argument<string>("FILE")
        {
            Description = "Credentials, at most 1,024 bytes; the block is public: sealed, or with --seal.",
        };
        Option<bool> seal = cli.Flags.Optional("--seal",
            $"Seal the file, at most {Credentials.LongestSecret} bytes, to the lease's delivery key.", false);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("post-credentials", "Hands a lease over, or re-keys it; by its provider.",
            "chain lease post-credentials 9a01...4c access.txt --seal --from provider1", id, file, seal)
            .With(signing.All).Does(cli, async run =>
            {
                Hash32 lease = LeaseActions.Lease(run, id);
                byte[] bytes = Read(run.Get(file), run.Get(seal)
                    ? Credentials.LongestSecret : Limits.CredentialsBytes);
                if (run.Get(seal)) bytes = Seal(await LeaseAsync(run, lease), bytes);
                return await Submitting.RunAsync(
                    run, signing, LeaseOperations.PostCredentials(lease, bytes));
            });
    }

    public static Verb Open(ChainCli cli)
    {
        Argument<string> id = LeaseActions.Id();
        Option<string> name = cli.Flags.Required<string>(
            "--key", "Name of the key that the order named with --delivery-key.");
        Option<ulong> height = cli.Flags.Optional("--height",
            "Block of the posting; 0: the last one that waits to be acknowledged.", 0ul);
        Option<string> into = cli.Flags.Optional(
            "--out", "New file to write them to, instead of showing.", "");
        var keys = new KeyFlags(cli.Flags);
        return new Verb("credentials", "Fetches what the provider posted and opens it; by the tenant.",
            "chain lease credentials 9a01...4c --key delivery1", id, name, height, into)
            .With(keys.All).Does(cli, async run =>
            {
                Hash32 lease = LeaseActions.Lease(run, id);
                ulong at = run.Get(height) > 0 ? run.Get(height) : await HeightAsync(run, lease);
                Block block = await run.Client.Node.GetBlockAsync(
                    new GetBlockRequest { Height = at }, run.Call);
                byte[] box = Credentials.Posted(block, lease) ?? throw new CliError(
                    ExitCode.Refused, $"block {at} posts nothing for this lease");
                using ECPrivKey key = KeyFolder.Of(run, keys).Open(run.Get(name));
                if (!Credentials.TryOpen(key, lease, box, out byte[]? secret))
                    throw new CliError(ExitCode.Refused,
                        $"what block {at} posts is not sealed to {run.Get(name)} for this lease",
                        $"If that is the key of the order, `chain lease refuse {lease} --disclose "
                        + $"{run.Get(name)}` opens a dispute.");
                Give(run, lease, at, secret);
                return ExitCode.Ok;
            });

        void Give(Invocation run, Hash32 lease, ulong at, byte[] secret)
        {
            string text = IsText(secret) ? Encoding.UTF8.GetString(secret) : Convert.ToHexStringLower(secret);
            if (run.Get(into).Length == 0)
            {
                run.Print.Next(new { Lease = lease.ToString(), Height = at, Credentials = text }, text);
                return;
            }
            NewFile.Write(run.Get(into), secret);
            run.Print.Next(new { Lease = lease.ToString(), Height = at, File = run.Get(into) },
                $"{secret.Length} bytes in {run.Get(into)}");
        }
    }

    private static byte[] Seal(Lease lease, byte[] secret) =>
        Credentials.TrySeal(lease, secret, out byte[]? box) ? box : throw new CliError(
            ExitCode.Refused, "the lease has no delivery key to seal to",
            "Agree on a key with the tenant and post what is sealed to it, without --seal.");

    private static async Task<ulong> HeightAsync(Invocation run, Hash32 lease)
    {
        Lease found = await LeaseAsync(run, lease);
        if (found.CredentialsHeight > 0) return found.CredentialsHeight;
        throw found.PostedMs == 0
            ? new CliError(ExitCode.Refused, "nothing was posted yet")
            : new CliError(ExitCode.Refused, "the hand-over is acknowledged: name its block with --height",
                "`chain lease events --account ... --from-height "
                + $"{found.TradedHeight}` shows when credentials were posted.");
    }

    private static async Task<Lease> LeaseAsync(Invocation run, Hash32 lease) =>
        await run.Client.Market.GetLeaseAsync(
            new GetLeaseRequest { Id = Google.Protobuf.ByteString.CopyFrom(lease.Span) }, run.Call);

    /// <summary>Nothing that a terminal would obey.</summary>
    private static bool IsText(byte[] bytes) =>
        Array.TrueForAll(bytes, b => b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\r' or (byte)'\t');

    private static byte[] Read(string path, int most)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length > 0 && bytes.Length <= most ? bytes
                : throw new CliError(ExitCode.Usage, $"{path} has {bytes.Length} bytes, not 1 to {most}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCode.Usage, $"cannot read {path}: {error.Message}");
        }
    }
}

using System.CommandLine;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Google.Protobuf;

namespace Chain.Node.Cli;

/// <summary>Reads what people type; what cannot be read is wrong usage.</summary>
internal static class Arguments
{
    public static ByteString Hash(string text, string what) => Hash32.TryParse(text, out Hash32 hash)
        ? ByteString.CopyFrom(hash.Span)
        : throw new CliError(ExitCode.Usage, $"{what} '{text}' is not 64 hexadecimal digits");

    /// <summary>Of --delivery-key: an x-only public key, or the name of a key here; empty: none.</summary>
    public static ByteString DeliveryKey(Invocation run, Option<string> flag, KeyFlags keys)
    {
        string text = run.Get(flag);
        if (text.Length == 0) return ByteString.Empty;
        return KeyFolder.Of(run, keys).Find(text) is { } header
            ? ByteString.CopyFrom(header.PublicKey.Bytes.Span) : Hash(text, "--delivery-key");
    }

    /// <summary>The account that an argument names, by <see cref="Account(string, KeyFolder)"/>.</summary>
    public static AccountId Account(Invocation run, Argument<string> argument, KeyFlags keys) =>
        Account(run.Get(argument), KeyFolder.Of(run, keys));

    /// <summary>The account that a list is asked for; empty where the flag is not given.</summary>
    public static ByteString Filter(Invocation run, Option<string> flag, KeyFlags keys) =>
        run.Get(flag).Length == 0 ? ByteString.Empty
            : Account(run.Get(flag), KeyFolder.Of(run, keys)).ToByteString();

    /// <summary>An address, or the name of a key in the folder.</summary>
    public static AccountId Account(string text, KeyFolder keys)
    {
        if (Address.TryDecode(text, out AccountId account)) return account;
        if (keys.Find(text) is { } header) return new AccountId(header.PublicKey.Bytes);
        throw new CliError(
            ExitCode.Usage, $"'{text}' is neither an address (cloud1...) nor the name of a key here",
            "`chain keys list` shows the names.");
    }
}

using Chain.Crypto;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Google.Rpc;
using Grpc.Core;

namespace Chain.Node.Cli;

/// <summary>
/// Turns what went wrong into a sentence on stderr, a remedy where there is one, and an exit code.
/// </summary>
internal static class Failures
{
    public static async Task<int> GuardAsync(CliHost host, Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException)
        {
            host.Error.WriteLine("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception error)
        {
            (int code, string message, string? remedy) = Explain(error);
            host.Error.WriteLine($"error: {message}");
            if (remedy is not null) host.Error.WriteLine($"  {remedy}");
            return code;
        }
    }

    private static (int Code, string Message, string? Remedy) Explain(Exception error) => error switch
    {
        CliError cli => (cli.ExitCode, cli.Message, cli.Remedy),
        ConfigurationException => (ExitCode.Configuration, error.Message, null),
        GenesisException => (ExitCode.Configuration, error.Message, null),
        StoreException store => (
            store.Kind is StoreErrorKind.Damaged or StoreErrorKind.JournalDamaged
                or StoreErrorKind.StateDamaged or StoreErrorKind.Io
                ? ExitCode.Internal : ExitCode.Configuration, store.Message, null),
        KeystoreException key => (ExitCode.Configuration, key.Message, RemedyOf(key.Kind)),
        RpcException rpc => Explain(rpc),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
            (ExitCode.Configuration, error.Message, null),
        IOException => (ExitCode.Configuration, error.Message, null),
        DllNotFoundException => (
            ExitCode.Unavailable, $"a native library is missing; run: {error.Message}", null),
        _ => (ExitCode.Internal, $"{error.GetType().Name}: {error.Message}",
            $"This is a bug; please report it with this trace:{Environment.NewLine}{error.StackTrace}"),
    };

    private static (int, string, string?) Explain(RpcException error)
    {
        ErrorInfo? info = error.GetRpcStatus()?.GetDetail<ErrorInfo>();
        string message = error.Status.Detail + (info is null ? "" : $" ({info.Reason})");
        return error.StatusCode switch
        {
            StatusCode.Unavailable when info is not null =>
                (ExitCode.Unavailable, message, "Try again later."),
            StatusCode.Unavailable => (ExitCode.Unavailable, $"the node does not answer: {message}",
                "Is it running? `chain testnet status` lists a local testnet; "
                + "--node or CHAIN_NODE names another node."),
            StatusCode.DeadlineExceeded => (ExitCode.Unavailable, "no answer in time",
                "Look at `chain status`: a chain without quorum commits nothing. --timeout waits longer."),
            StatusCode.ResourceExhausted => (
                ExitCode.Unavailable, $"the node is busy: {message}", "Try again later."),
            StatusCode.Unimplemented => (ExitCode.Internal, $"this node does not know that call: {message}",
                "Client and node are of different versions, or the URL is not a node's client API."),
            StatusCode.Internal or StatusCode.DataLoss or StatusCode.Unknown =>
                (ExitCode.Internal, $"{error.StatusCode}: {message}", null),
            _ => (ExitCode.Refused, message.Length > 0 ? message : error.StatusCode.ToString(), null),
        };
    }

    private static string? RemedyOf(KeystoreErrorKind kind) => kind switch
    {
        KeystoreErrorKind.WrongPassword =>
            "Give the right one by --password-file, CHAIN_PASSWORD or at the prompt.",
        KeystoreErrorKind.Damaged => "Restore the key file from a copy.",
        KeystoreErrorKind.UnsupportedVersion =>
            "Open it with the version of chain that made it, or a newer one.",
        KeystoreErrorKind.AlreadyExists => "Choose another name.",
        KeystoreErrorKind.InvalidName => null,
        _ => null,
    };
}

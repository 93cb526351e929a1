using System.Runtime.InteropServices;

namespace Chain.Crypto;

/// <summary>Writes a private file that is there completely, after a power cut too, or not at all.</summary>
internal static partial class NewFile
{
    /// <summary>Readable by its owner only (0600).</summary>
    /// <exception cref="IOException">Among others: the path exists already.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (FileStream file = new(temporary, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            // Without overwriting: on Unix a link and an unlink, so a file that appears meanwhile wins.
            File.Move(temporary, full, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
        if (!OperatingSystem.IsWindows()) SyncDirectory(Path.GetDirectoryName(full)!);
    }

    /// <summary>The name is durable only once its directory is; .NET opens no directories.</summary>
    private static void SyncDirectory(string directory)
    {
        const int ReadOnly = 0;
        int descriptor = Open(directory, ReadOnly);
        if (descriptor < 0) throw new IOException($"cannot open {directory} to sync it");
        int failed = Fsync(descriptor);
        _ = Close(descriptor);
        if (failed != 0) throw new IOException($"cannot sync {directory}");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

using System.Runtime.InteropServices;

namespace Chain.Crypto;

/// <summary>Writes a file that is there completely, after a power cut too, or not at all.</summary>
public static partial class NewFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="path">Where nothing is.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="secret">Readable by its owner only (0600).</param>
    /// <exception cref="IOException">Among others: the path exists already.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool secret = true)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = secret ? Private : Public;
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
        SyncDirectory(Path.GetDirectoryName(full)!);
    }

    /// <summary>A name in it is durable only once the directory is; .NET opens no directories.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
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

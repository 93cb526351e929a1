using System.Runtime.InteropServices;
using Chain.Node.Configuration;

namespace Chain.Node.Doctor;

/// <summary>What the operating system says of the data folder: rights and space.</summary>
internal static partial class FolderCheck
{
    // The log may grow to 64 MB, and is written out as tables of that size before it goes.
    private const long LeastSpace = 192L << 20;

    private const int ReadAndWrite = 4 | 2;
    private const int ReadWriteAndEnter = ReadAndWrite | 1;

    public static IEnumerable<Finding> Run(NodeSettings settings)
    {
        yield return Rights(settings.Data);
        yield return Space(settings.Data);
    }

    private static Finding Rights(string data)
    {
        string? shut = Access(data, ReadWriteAndEnter) != 0 ? data
            : Directory.EnumerateFiles(data).FirstOrDefault(file => Access(file, ReadAndWrite) != 0);
        return shut is null
            ? Finding.Sound("rights", $"all of {data} can be read and written by {Environment.UserName}")
            : Finding.Fault("rights", $"{shut} cannot be read and written by {Environment.UserName}",
                "refuses to start",
                $"run doctor and node as the user who owns {data}, or type: chown -R "
                    + $"{Environment.UserName} {data}");
    }

    private static Finding Space(string data)
    {
        long free = new DriveInfo(data).AvailableFreeSpace;
        string found = $"{free >> 20:N0} MB are free on the device of {data}";
        return free >= LeastSpace ? Finding.Sound("space", found)
            : Finding.Fault("space", found, "may stop itself at the first write that does not fit",
                $"free space until at least {LeastSpace >> 20} MB are free; delete nothing in {data}");
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}

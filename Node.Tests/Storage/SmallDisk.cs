using System.Diagnostics;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>A disk of some megabytes, mounted until it is disposed; where that is not allowed, no test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    public SmallDisk(string folder, int megabytes)
    {
        path = Path.Combine(folder, "disk");
        Directory.CreateDirectory(path);
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path))
            Assert.Ignore("mounting a small disk needs root and the right to mount");
    }

    /// <summary>A place on it.</summary>
    public string At(string name) => Path.Combine(path, name);

    /// <summary>Takes some of its megabytes until the file is deleted.</summary>
    /// <returns>The file.</returns>
    public string Load(int megabytes)
    {
        string ballast = At("ballast");
        File.WriteAllBytes(ballast, new byte[megabytes << 20]);
        return ballast;
    }

    public void Dispose() => Assert.That(Run("umount", path));

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>What becomes of the bytes at a file's end that no sync covered.</summary>
internal enum Tail
{
    /// <summary>They are gone, and so is every change of a name that no sync of the folder covered.</summary>
    Lost,
    /// <summary>Some of the first are there, and some of the first changed names.</summary>
    Torn,
    /// <summary>The log has its length, but the last of the bytes never came: zeros.</summary>
    Zeros,
    /// <summary>As <see cref="Zeros"/>, with any bytes instead.</summary>
    Garbage,
}

/// <summary>
/// The data folder of one node on a disk that holds back what is not synced: powercut.c, preloaded into the
/// node's processes, keeps the account, and <see cref="Cut"/> takes the rest away.
/// </summary>
internal sealed class VolatileDisk
{
    private const int RecordSize = 64, LongestName = 56;

    private readonly string folder;
    private readonly string side;

    private VolatileDisk(string folder, string side)
    {
        this.folder = folder;
        this.side = side;
    }

    /// <summary>Bytes of the write-ahead log that all cuts took away or spoiled.</summary>
    public long LogBytesLost { get; private set; }

    /// <summary>New, deleted or replaced names that all cuts took back.</summary>
    public int NamesLost { get; private set; }

    /// <summary>Compiles the library; null where there is no C compiler.</summary>
    /// <param name="folder">Where it is put.</param>
    public static string? Compile(string folder)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "EndToEnd", "powercut.c");
        string library = Path.Combine(folder, "powercut.so");
        try
        {
            using Process compiler = Process.Start("cc",
                ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library, source]);
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero, "powercut.c does not compile");
            return library;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Every process of this node from now on has such a disk.</summary>
    public static VolatileDisk Under(NodeProcess node, string library)
    {
        string side = Path.Combine(node.Home, "unsynced");
        Directory.CreateDirectory(side);
        node.Environment["LD_PRELOAD"] = library;
        node.Environment["POWERCUT_FOLDER"] = node.Data;
        node.Environment["POWERCUT_SIDE"] = side;
        return new VolatileDisk(node.Data, side);
    }

    /// <summary>What the power cut leaves. The node's process is dead.</summary>
    public void Cut(Tail tail)
    {
        Dictionary<string, long> synced = ReadLengths();
        string[] changes = File.ReadAllLines(Path.Combine(side, "names"));
        int kept = tail == Tail.Lost ? 0 : Random.Shared.Next(changes.Length + 1);
        foreach (string change in changes.Skip(kept).Reverse()) TakeBack(change.Split(' '), synced);
        foreach ((string name, long length) in synced)
            if (new FileInfo(Path.Combine(folder, name)) is { Exists: true } file && file.Length > length)
                Spoil(file, length, tail);
        // What is left is on the disk: the next process starts its account anew.
        Directory.Delete(side, recursive: true);
        Directory.CreateDirectory(side);
    }

    /// <summary>The table of powercut.c: synced length by name.</summary>
    private Dictionary<string, long> ReadLengths()
    {
        byte[] table = File.ReadAllBytes(Path.Combine(side, "lengths"));
        var lengths = new Dictionary<string, long>();
        for (int at = 0; at < table.Length; at += RecordSize)
        {
            ReadOnlySpan<byte> name = table.AsSpan(at, LongestName);
            name = name[..name.IndexOf((byte)0)];
            if (name.IsEmpty) continue;
            long length = BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + LongestName));
            lengths.Add(Encoding.UTF8.GetString(name), length);
        }
        return lengths;
    }

    private void TakeBack(string[] change, Dictionary<string, long> synced)
    {
        NamesLost++;
        switch (change)
        {
            case ["create", string name]:
                File.Delete(Path.Combine(folder, name));
                break;
            case ["unlink", string name, string saved]:
                Restore(saved, name);
                break;
            case ["rename", string from, string to, string saved]:
                Move(Path.Combine(folder, to), from, to);
                if (saved != "-") Restore(saved, to);
                break;
            default:
                throw new AssertionException($"powercut.c wrote '{string.Join(' ', change)}'");
        }

        void Restore(string saved, string name) => Move(Path.Combine(side, saved), name, saved);

        void Move(string path, string name, string known)
        {
            File.Move(path, Path.Combine(folder, name), overwrite: true);
            if (synced.Remove(known, out long length)) synced[name] = length;
        }
    }

    private void Spoil(FileInfo file, long synced, Tail tail)
    {
        using FileStream bytes = file.OpenWrite();
        long left = tail == Tail.Lost ? synced : Random.Shared.NextInt64(synced, bytes.Length);
        bool log = file.Extension == ".log";
        if (log) LogBytesLost += bytes.Length - left;
        // RocksDB forgives a MANIFEST that ends too early, and no other damage to it.
        if (tail is Tail.Lost or Tail.Torn || !log)
        {
            bytes.SetLength(left);
            return;
        }
        byte[] instead = new byte[bytes.Length - left];
        if (tail == Tail.Garbage) Random.Shared.NextBytes(instead);
        bytes.Position = left;
        bytes.Write(instead);
    }
}

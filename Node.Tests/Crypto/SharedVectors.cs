using NUnit.Framework;

namespace Chain.Tests.Crypto;

/// <summary>Published test vectors that stand beside the repository, in ../shared/vectors.</summary>
internal static class SharedVectors
{
    /// <summary>
    /// The file's path; without the file the running test is reported as ignored, with the reason.
    /// </summary>
    public static string PathOf(string file)
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chain.sln")))
            folder = folder.Parent;
        Assert.That(folder, Is.Not.Null, "the tests run inside the repository");
        string path = Path.GetFullPath(Path.Combine(folder!.FullName, "..", "shared", "vectors", file));
        if (!File.Exists(path)) Assert.Ignore($"no {path}: the published vectors are not on this machine");
        return path;
    }
}

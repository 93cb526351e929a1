using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace Chain.Tests.Plants;

/// <summary>
/// The simulator over a product with planted bugs: built once from a copy of the sources, then loaded beside
/// the real one.
/// </summary>
internal static class PlantedBuild
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);
    private static readonly Lazy<MethodInfo> run = new(Load);

    /// <summary>Runs seeds with one bug until the first failure.</summary>
    /// <returns>How many seeds it took, and what the checker said; null when none failed.</returns>
    public static (int Seeds, string Failure)? Find(int plant, ulong first, int most, string scene = "") =>
        ((int, string)?)run.Value.Invoke(null, [plant, first, most, scene]);

    private static MethodInfo Load()
    {
        var sources = new PlantedSources(Repository.Root);
        string folder = Path.Combine(Repository.Root, "Node.Tests", "obj", "planted");
        string output = Path.Combine(folder, "Node.Tests", "bin", "Debug", "net10.0", "Node.Tests.dll");
        string stamp = Path.Combine(folder, "stamp");
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != sources.Hash)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            sources.WriteTo(folder);
            Build(Path.Combine(folder, "Node.Tests"));
            File.WriteAllText(stamp, sources.Hash);
        }
        var context = new Beside(output);
        Type sweep = context.LoadFromAssemblyPath(output)
            .GetType("Chain.Tests.Simulation.PlantedSweep", throwOnError: true)!;
        return sweep.GetMethod("Find")!;
    }

    private static void Build(string project)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "build", "-c", "Debug", "--nologo", "-v", "quiet", "-p:RunAnalyzers=false",
                "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false",
            },
        };
        using Process build = Process.Start(start)!;
        Task<string> output = build.StandardOutput.ReadToEndAsync();
        if (!build.WaitForExit(patience))
        {
            build.Kill(entireProcessTree: true);
            throw new TimeoutException("the build with planted bugs takes too long");
        }
        if (build.ExitCode != 0)
            throw new InvalidOperationException($"the planted sources do not build: {output.Result}");
    }

    /// <summary>
    /// All of the product and the simulator comes from the planted build, the framework from this process.
    /// </summary>
    private sealed class Beside(string main) : AssemblyLoadContext("planted")
    {
        private readonly AssemblyDependencyResolver resolver = new(main);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path
                ? LoadUnmanagedDllFromPath(path) : 0;
    }
}

using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using NUnit.Framework;

namespace Chain.Tests.Interop;

/// <summary>A gRPC implementation of others, run as a process with a script of this folder.</summary>
internal sealed class ForeignPeer : IDisposable
{
    private readonly Process process;

    private ForeignPeer(Process process) => this.process = process;

    /// <summary>Runs client.* to its end against our server; its words are the failure's message.</summary>
    public static async Task RunClientAsync(string runtime, string schema, int port, string scenario)
    {
        using Process process = Start(runtime, "client", schema, $"{port}", scenario);
        using var peer = new ForeignPeer(process);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await output + errors);
    }

    /// <summary>Starts server.* and waits for its port.</summary>
    public static async Task<(ForeignPeer Peer, string Address)> StartServerAsync(
        string runtime, string schema)
    {
        Process process = Start(runtime, "server", schema);
        if (await process.StandardOutput.ReadLineAsync() is { } port)
            return (new ForeignPeer(process), $"http://127.0.0.1:{port}");
        using (process) throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    /// <summary>
    /// The schema of the echo service and of rich errors, for runtimes without generated code.
    /// </summary>
    public static void WriteSchema(string path)
    {
        var files = new FileDescriptorSet();
        FileDescriptor[] roots =
            [StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor, Rpc.EchoReflection.Descriptor];
        foreach (FileDescriptor file in roots.SelectMany(root => root.Dependencies.Append(root)).Distinct())
            files.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        File.WriteAllBytes(path, files.ToByteArray());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static Process Start(string runtime, string script, params string[] arguments)
    {
        string folder = Path.Combine(Repository.Root, "Node.Tests", "Interop");
        (string program, string extension) = runtime == "node" ? ("node", "js") : (Python, "py");
        RequireRuntime(runtime, folder);
        return Run(program, [Path.Combine(folder, $"{script}.{extension}"), .. arguments]);
    }

    /// <summary>
    /// Debian's grpcio belongs to Debian's Python, which need not be the first one on the path.
    /// </summary>
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static void RequireRuntime(string runtime, string folder)
    {
        if (runtime == "node")
        {
            Assert.That(Path.Combine(folder, "node_modules", "@grpc", "grpc-js"), Does.Exist,
                "grpc-js is missing; run: npm ci --prefix Node.Tests/Interop");
            return;
        }
        using Process probe = Run(Python, ["-c", "import grpc, google.protobuf"]);
        probe.WaitForExit();
        Assert.That(probe.ExitCode, Is.Zero,
            "grpcio is missing; run: apt-get install -y python3-grpcio python3-protobuf");
    }

    private static Process Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        return Process.Start(start)!;
    }
}

using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using AnswerCase = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Chain.Node.Rpc;

/// <summary>
/// grpc.reflection.v1: tells tools such as grpcurl the schema of the given services. The project's messages
/// have no extensions, so questions about these find nothing.
/// </summary>
public sealed class ReflectionService : ServerReflection.ServerReflectionBase
{
    private readonly string[] services;
    private readonly FrozenDictionary<string, FileDescriptor> byName;
    private readonly FrozenDictionary<string, FileDescriptor> bySymbol;

    /// <param name="services">The generated <c>Descriptor</c> of each mapped service.</param>
    public ReflectionService(params IEnumerable<ServiceDescriptor> services)
    {
        ServiceDescriptor[] all = [.. services, ServerReflection.Descriptor];
        this.services = [.. all.Select(service => service.FullName).Distinct().Order(StringComparer.Ordinal)];
        FileDescriptor[] files = [.. all.SelectMany(service => WithImports(service.File)).Distinct()];
        byName = files.ToFrozenDictionary(file => file.Name);
        bySymbol = files.SelectMany(file => Symbols(file).Select(symbol => (symbol, file)))
            .ToFrozenDictionary(pair => pair.symbol, pair => pair.file);
    }

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            ServerReflectionRequest request = requestStream.Current;
            ServerReflectionResponse response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) =>
        request.MessageRequestCase switch
        {
            AnswerCase.ListServices => ListServices(),
            AnswerCase.FileByFilename => File(byName, request.FileByFilename),
            AnswerCase.FileContainingSymbol => File(bySymbol, request.FileContainingSymbol.TrimStart('.')),
            AnswerCase.FileContainingExtension => NotFound(request.FileContainingExtension.ContainingType),
            AnswerCase.AllExtensionNumbersOfType => NotFound(request.AllExtensionNumbersOfType),
            _ => Error(StatusCode.InvalidArgument, "no question"),
        };

    private ServerReflectionResponse ListServices()
    {
        var list = new ListServiceResponse();
        foreach (string name in services) list.Service.Add(new ServiceResponse { Name = name });
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse File(FrozenDictionary<string, FileDescriptor> index, string key)
    {
        if (!index.TryGetValue(key, out FileDescriptor? file)) return NotFound(key);
        var found = new FileDescriptorResponse();
        found.FileDescriptorProto.AddRange(WithImports(file).Select(each => each.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = found };
    }

    private static ServerReflectionResponse NotFound(string name) =>
        Error(StatusCode.NotFound, $"{name} not found");

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };

    private static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<FileDescriptor>([file]);
        while (queue.TryDequeue(out FileDescriptor? next))
        {
            if (!seen.Add(next.Name)) continue;
            foreach (FileDescriptor import in next.Dependencies) queue.Enqueue(import);
            yield return next;
        }
    }

    private static IEnumerable<string> Symbols(FileDescriptor file) =>
    [
        .. file.Services.Select(service => service.FullName),
        .. file.Services.SelectMany(service => service.Methods).Select(method => method.FullName),
        .. file.EnumTypes.Select(type => type.FullName),
        .. file.MessageTypes.SelectMany(Symbols),
    ];

    private static IEnumerable<string> Symbols(MessageDescriptor message) =>
    [
        message.FullName,
        .. message.Fields.InDeclarationOrder().Select(field => field.FullName),
        .. message.EnumTypes.Select(type => type.FullName),
        .. message.NestedTypes.SelectMany(Symbols),
    ];
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Chain.Node.Cli;

/// <summary>The usual help, then an example of the verb.</summary>
internal sealed class HelpWithExample(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is Verb verb)
            output.WriteLine($"Example:{Environment.NewLine}  {verb.Example}{Environment.NewLine}");
        if (parseResult.CommandResult.Command is RootCommand)
            output.WriteLine("""
                Every flag may also stand in the environment, as shown in brackets.
                stdout is data, stderr is talk.
                Exit codes: 0 ok, 1 refused or negative, 2 usage, 3 configuration, 69 unavailable,
                70 internal, 130 interrupted.
                """);
        return code;
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Products;

/// <summary><c>grade list|publish</c> and <c>region list|publish</c>: what products name.</summary>
internal static class PublishedVerbs
{
    private const string NoteHelp = "Where the document is, what it is about; at most 256 characters.";

    public static Command Grade(ChainCli cli) =>
        new Command("grade", "Published quality classes.") { ListGrades(cli), PublishGrade(cli) };

    public static Command Region(ChainCli cli) =>
        new Command("region", "Published regions.") { ListRegions(cli), PublishRegion(cli) };

    private static Verb ListGrades(ChainCli cli) => new Verb(
        "list", "Lists grades.", "chain grade list -o json").Does(cli, async run =>
    {
        List<PublishGrade> grades = await Paging.ReadAsync<PublishGrade>(0, async (size, token) =>
        {
            var request = new ListGradesRequest { PageSize = size, PageToken = token };
            ListGradesReply reply = await run.Client.Market.ListGradesAsync(request, run.Call);
            return (reply.Grades, reply.NextPageToken);
        });
        run.Print.Many(
            grades.Select(g => new GradeShape(g.Grade, Show.Class(g.Class), Show.Hex(g.Document), g.Note))
                .ToList(),
            ["grade", "class", "note", "document"], g => [g.Grade, g.Class, g.Note, g.Document]);
        return ExitCode.Ok;
    });

    private static Verb ListRegions(ChainCli cli) => new Verb(
        "list", "Lists regions.", "chain region list -o json").Does(cli, async run =>
    {
        List<PublishRegion> regions = await Paging.ReadAsync<PublishRegion>(0, async (size, token) =>
        {
            var request = new ListRegionsRequest { PageSize = size, PageToken = token };
            ListRegionsReply reply = await run.Client.Market.ListRegionsAsync(request, run.Call);
            return (reply.Regions, reply.NextPageToken);
        });
        run.Print.Many(
            regions.Select(r => new RegionShape(r.Region, Show.Hex(r.Document), r.Note)).ToList(),
            ["region", "note", "document"], r => [r.Region, r.Note, r.Document]);
        return ExitCode.Ok;
    });

    private static Verb PublishGrade(ChainCli cli)
    {
        Argument<string> name = Name("GRADE");
        Option<string> kind = cli.Flags.OneOf(
            "--class", "Kind of resource.", "compute", "compute", "storage", "bandwidth");
        (Option<string> document, Option<string> note) = Definition(cli);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("publish", "Publishes a grade; by a member. It never changes afterwards.",
            "chain grade publish c2 --class compute --document c2.pdf --note eight-sockets --from northcloud",
            name, kind, document, note)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.PublishGrade(
                run.Get(name), Enum.Parse<ProductClass>(run.Get(kind), ignoreCase: true),
                HashOf(run.Get(document)), run.Get(note))));
    }

    private static Verb PublishRegion(ChainCli cli)
    {
        Argument<string> name = Name("REGION");
        (Option<string> document, Option<string> note) = Definition(cli);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("publish", "Publishes a region; by a member. It never changes afterwards.",
            "chain region publish eu-north --document eu-north.pdf --note Oslo --from northcloud",
            name, document, note)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.PublishRegion(
                run.Get(name), HashOf(run.Get(document)), run.Get(note))));
    }

    private static Argument<string> Name(string name) =>
        new(name) { Description = "1 to 64 of a-z, 0-9, '.', '-'." };

    private static (Option<string> Document, Option<string> Note) Definition(ChainCli cli) => (
        cli.Flags.Required<string>("--document", "File that defines it; the chain keeps its SHA-256."),
        cli.Flags.Optional("--note", NoteHelp, ""));

    private static Hash32 HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new Hash32(SHA256.HashData(file));
    }

    /// <summary>A grade as JSON; the document's SHA-256 in hexadecimal.</summary>
    private sealed record GradeShape(string Grade, string Class, string Document, string Note);

    private sealed record RegionShape(string Region, string Document, string Note);
}

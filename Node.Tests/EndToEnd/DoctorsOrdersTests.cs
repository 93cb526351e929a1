using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// One of four validators is damaged past repair, and its operator types what the doctor says.
/// </summary>
public class DoctorsOrdersTests() : TestnetFixture(validators: 4)
{
    private NodeProcess Patient => Net.Nodes[3];

    [Test]
    public async Task A_validator_whose_log_is_damaged_votes_again_and_has_the_others_chain()
    {
        await Trading.TradeAsync(Net, Trading.Slot(minutes: 30), lots: 2, price: 1_300);
        Patient.Kill();
        Diagnosis before = await DiagnoseAsync("--deep");
        Assert.That(before.Result, Is.EqualTo("sound"), before.Out);

        string log = Directory.GetFiles(Patient.Data, "*.log").MaxBy(file => new FileInfo(file).Length)!;
        byte[] bytes = await File.ReadAllBytesAsync(log);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "files FAULT" }), found.Out);

        Assert.That(found.Steps, Has.Count.EqualTo(3));
        string[] move = found.Steps[0].Split(' ');
        Assert.That(move[0], Is.EqualTo("mv"));
        Directory.Move(move[1], move[2]);
        CliResult made = await ChainProgram.RunAsync(found.Steps[1].Split(' ')[1..]);
        Assert.That(made.Code, Is.Zero, made.ToString());
        string home = $" --home {Patient.Home}";
        Assert.That(found.Steps[2], Does.StartWith($"chain node start --rejoin true{home}"));
        Patient.Start("--rejoin", "true");
        NodeStatus there = await Net.Nodes[0].StatusAsync();
        await Patient.StatusAsync("votes again", status => status.Voting && status.Height >= there.Height);
        await Net.AgreesAsync();
    }

    private async Task<Diagnosis> DiagnoseAsync(params string[] more)
    {
        CliResult result = await ChainProgram.RunAsync(
            ["doctor", "--home", Patient.Home, "-o", "json", .. more]);
        return new Diagnosis(result.Code, result.Out, result.Error);
    }
}

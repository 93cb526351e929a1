namespace Chain.Tests.Hygiene;

/// <summary>
/// A text with holes, as it stands in a source: fixed pieces, and what is filled in between them.
/// </summary>
internal sealed record MessageTemplate(string Text, IReadOnlyList<string> Pieces)
{
    /// <summary>How many letters are always the same.</summary>
    public int Letters => Pieces.Sum(piece => piece.Count(char.IsLetter));

    /// <param name="text">Between the quotes; holes stand in braces, which may nest.</param>
    public static MessageTemplate Parse(string text)
    {
        var pieces = new List<string>();
        int depth = 0, start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '{' && depth++ == 0) pieces.Add(text[start..at]);
            if (text[at] == '}' && depth > 0 && --depth == 0) start = at + 1;
        }
        pieces.Add(depth == 0 ? text[start..] : "");
        // Something that is no literal follows: a hole.
        if (text.EndsWith(' ')) pieces.Add("");
        return new MessageTemplate(text, pieces);
    }

    /// <summary>Whether the line is this text with each hole filled as the caller allows.</summary>
    public bool Matches(string line, Func<string, bool> mayFill) =>
        line.StartsWith(Pieces[0], StringComparison.Ordinal) && Fits(line, Pieces[0].Length, 1, mayFill);

    private bool Fits(string line, int from, int piece, Func<string, bool> mayFill)
    {
        if (piece == Pieces.Count) return from == line.Length;
        if (piece == Pieces.Count - 1 && Pieces[piece].Length == 0) return mayFill(line[from..]);
        string next = Pieces[piece];
        for (int at = line.IndexOf(next, from, StringComparison.Ordinal); at >= 0 && at < line.Length;
            at = line.IndexOf(next, at + 1, StringComparison.Ordinal))
            if (mayFill(line[from..at]) && Fits(line, at + next.Length, piece + 1, mayFill)) return true;
        return false;
    }
}

using Chain.Wire;

namespace Chain.Tests.Simulation.Clients;

/// <summary>
/// Whether a history is linearizable, with the chain as the witness of the order: every answered call
/// happened once, as it was answered, between its invocation and its answer; every other at most once;
/// and each payment did what a purse does in that order. Knows nothing of the ledger.
/// </summary>
public static class HistoryCheck
{
    /// <returns>Null when the history holds, else what does not.</returns>
    public static string? Problem(History history)
    {
        var places = new Dictionary<Hash32, int>();
        for (int i = 0; i < history.Chain.Count; i++)
        {
            if (!places.TryAdd(history.Chain[i].Id, i))
                return $"{history.Chain[i].Id.Short} was executed twice";
        }
        if (history.Calls.FirstOrDefault(call => call.Forged && places.ContainsKey(call.Id)) is { } forged)
            return $"{forged.Id.Short} was executed, which its account did not sign";
        return Answers(history, places) ?? Order(history, places) ?? Purses(history, places);
    }

    private static string? Answers(History history, Dictionary<Hash32, int> places)
    {
        foreach (Call call in history.Calls.Where(call => call.AnsweredUs is not null))
        {
            if (!places.TryGetValue(call.Id, out int place))
                return $"{call.Id.Short} was acknowledged and is not in the chain";
            if (history.Chain[place] != call.Receipt)
                return $"{call.Id.Short} was answered {call.Receipt}, the chain has {history.Chain[place]}";
        }
        return null;
    }

    /// <summary>What was answered before another was invoked stands before it.</summary>
    private static string? Order(History history, Dictionary<Hash32, int> places)
    {
        Call[] answered = [.. history.Calls.Where(call => call.AnsweredUs is not null)
            .OrderBy(call => call.AnsweredUs)];
        Call[] invoked = [.. history.Calls.Where(call => places.ContainsKey(call.Id))
            .OrderBy(call => call.InvokedUs)];
        int next = 0, last = -1;
        foreach (Call call in invoked)
        {
            for (; next < answered.Length && answered[next].AnsweredUs < call.InvokedUs; next++)
                last = Math.Max(last, places[answered[next].Id]);
            if (places[call.Id] < last)
                return $"{call.Id.Short} stands before what was answered before it was sent";
        }
        return null;
    }

    private static string? Purses(History history, Dictionary<Hash32, int> places)
    {
        var purses = new Dictionary<AccountId, ulong>();
        foreach (Call call in history.Calls
            .Where(call => call.Payment is not null && places.ContainsKey(call.Id))
            .OrderBy(call => places[call.Id]))
        {
            (AccountId from, AccountId to, ulong amount) = call.Payment!;
            ulong purse = purses.GetValueOrDefault(from, history.Opening);
            ReceiptStatus expected = purse >= amount ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;
            ReceiptStatus found = history.Chain[places[call.Id]].Status;
            if (found != expected)
                return $"{call.Id.Short} pays {amount} of {purse}: {found} instead of {expected}";
            if (found != ReceiptStatus.Ok) continue;
            purses[from] = purse - amount;
            purses[to] = purses.GetValueOrDefault(to, history.Opening) + amount;
        }
        return null;
    }
}

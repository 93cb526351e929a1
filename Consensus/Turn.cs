namespace Chain.Consensus;

/// <summary>
/// One call of <see cref="Replica.Step"/>: its moment, and the list that takes its effects.
/// </summary>
internal readonly record struct Turn(Now Now, List<Effect> Effects)
{
    public void Add(Effect effect) => Effects.Add(effect);

    public void Persist(JournalRecord record) => Effects.Add(new Effect.Persist(record));

    public void Broadcast(PeerMessage message) => Effects.Add(new Effect.Broadcast(message));

    public void Broadcast(Certificate certificate) => Broadcast(new PeerMessage.OfCertificate(certificate));

    public void Send(PeerId to, PeerMessage message) => Effects.Add(new Effect.Send(to, message));
}

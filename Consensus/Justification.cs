namespace Chain.Consensus;

/// <summary>
/// The heart of the view change (C-6, C-9): a block may be proposed in view v on a parent prepared in view p
/// when every view in (p, v) has a ViewChangeCertificate. Since a committed view has none, no proposal passes
/// it by.
/// </summary>
/// <param name="Holds">True when the certificates at hand show it.</param>
/// <param name="ParentView">p, when it holds.</param>
/// <param name="Missing">The highest view below v about which a certificate is missing, when
/// it does not.</param>
internal readonly record struct Justification(bool Holds, View ParentView, View? Missing)
{
    public static Justification Of(CertificateStore certificates, View view, Hash32 parent)
    {
        for (ulong below = view.Value; below > certificates.CommittedView.Value;)
        {
            below--;
            var at = new View(below);
            if (certificates.PreparedDigest(at) == parent) return new Justification(true, at, null);
            if (at == certificates.CommittedView) break;
            if (!certificates.HasViewChange(at)) return new Justification(false, default, at);
        }
        return default;
    }

    /// <summary>
    /// The newest ViewChangeCertificates of (parent, view), ascending, as a PrePrepare carries them.
    /// </summary>
    public static IReadOnlyList<Certificate> Tail(CertificateStore certificates, View parent, View view)
    {
        ulong between = view.Value - parent.Value - 1;
        ulong count = Math.Min(between, Limits.JustificationTail);
        var tail = new List<Certificate>((int)count);
        for (ulong at = view.Value - count; at < view.Value; at++)
        {
            Certificate? viewChange = certificates.Find(VoteKind.ViewChange, new View(at));
            Require.That(viewChange is not null);
            tail.Add(viewChange);
        }
        return tail;
    }
}

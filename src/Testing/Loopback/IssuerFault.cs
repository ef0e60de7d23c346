namespace Verifier.Testing;

/// <summary>What can go wrong with an issuer's answer; see <see cref="IssuerFaults"/>.</summary>
public enum IssuerFault
{
    /// <summary>Nothing: the right answer.</summary>
    None,

    /// <summary>The connection is cut without an answer. (For a refused connection see <see cref="LoopbackIssuer.TakeDownAsync"/>.)</summary>
    Abort,

    /// <summary>500, with an HTML page.</summary>
    ServerError,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>The right answer, after <see cref="IssuerFaults.Delay"/> on the issuer's clock.</summary>
    Slow,

    /// <summary>No answer until the caller gives up or the fault is taken back, which lets the right answer out.</summary>
    Hang,

    /// <summary>Headers and the first half of the right answer; the rest when the fault is taken back.</summary>
    HangInBody,

    /// <summary>200 with an HTML page that calls itself JSON.</summary>
    Garbage,

    /// <summary>200 with the first half of the right answer, as if it were all.</summary>
    Truncated,

    /// <summary>The right answer with <see cref="IssuerFaults.OversizeBytes"/> more in it, sent without a Content-Length.</summary>
    Oversized,

    /// <summary>The right answer under <c>Content-Encoding: gzip</c>, whether it was asked for or not.</summary>
    Compressed,

    /// <summary>302 to a place on the same issuer that gives the right answer and counts in <see cref="LoopbackIssuer.RedirectsFollowed"/>.</summary>
    Redirect,

    /// <summary>Metadata that name another issuer. For the metadata alone.</summary>
    WrongIssuer,

    /// <summary>A key set without keys. For the key set alone.</summary>
    EmptyKeySet,
}

using Verifier.Testing;

namespace Verifier.Interop.Tests.Faults;

/// <summary>What goes wrong with an issuer for a while.</summary>
/// <param name="Name">What it does, as in "an issuer that …".</param>
/// <param name="Begin">Begins it.</param>
/// <param name="End">Ends it.</param>
internal sealed record Trouble(string Name, Func<LoopbackIssuer, Task> Begin, Func<LoopbackIssuer, Task> End)
{
    /// <summary>Whether it can be asked at all meanwhile.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>Every kind.</summary>
    /// <param name="endless">A URL whose answer has no end.</param>
    /// <param name="mallory">An issuer that nobody trusts and whose tokens are sent all the time.</param>
    /// <param name="stranger">Another one, of whom there are no tokens: a key that an issuer publishes as its own is its own.</param>
    public static IEnumerable<Trouble> All(Uri endless, TestIssuer mallory, TestIssuer stranger) =>
    [
        new("is down", issuer => issuer.TakeDownAsync(), issuer => issuer.BringUpAsync()) { Listens = false },
        Of("rotates its keys", IssuerFault.None),
        Of("hangs", IssuerFault.Hang),
        Of("hangs in the middle of an answer", IssuerFault.HangInBody),
        Of("answers garbage", IssuerFault.Garbage),
        Of("answers half", IssuerFault.Truncated),
        Of("answers errors", IssuerFault.ServerError),
        Of("cuts connections", IssuerFault.Abort),
        Lying("names another issuer, with that one's keys", issuer => issuer.EditDiscovery = metadata =>
        {
            metadata["issuer"] = mallory.Issuer;
            metadata["jwks_uri"] = mallory.JwksUri;
        }),
        Lying("publishes another issuer's keys", issuer => issuer.EditJwks = set => set["keys"] = stranger.Jwks()["keys"]!.DeepClone()),
        Lying("never comes to an end", issuer => issuer.EditDiscovery = metadata => metadata["jwks_uri"] = endless.AbsoluteUri),
    ];

    private static Trouble Of(string name, IssuerFault fault) => new(name, At(issuer => issuer.Faults.SetAll(fault)), At(issuer => issuer.Faults.Clear()));

    private static Trouble Lying(string name, Action<TestIssuer> lie) => new(name, At(issuer => lie(issuer.Issuer)), At(issuer =>
    {
        issuer.Issuer.EditDiscovery = null;
        issuer.Issuer.EditJwks = null;
    }));

    private static Func<LoopbackIssuer, Task> At(Action<LoopbackIssuer> change) => issuer =>
    {
        change(issuer);
        return Task.CompletedTask;
    };
}

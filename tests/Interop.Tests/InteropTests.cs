namespace Verifier.Interop.Tests;

/// <summary>What every class here starts with: skipped, with the reason, where the node programs can't run.</summary>
public abstract class InteropTests
{
    private protected InteropTests(InteropFixture fixture)
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        Fixture = fixture;
    }

    private protected InteropFixture Fixture { get; }

    private protected static void AssertRefused(Judgement judgement, int status, string? error, string reason)
    {
        Assert.Equal((false, (int?)status, error, reason), (judgement.Allowed, judgement.Status, judgement.Error, judgement.Reason));
        Assert.NotEmpty(judgement.Header(status == 503 ? "Retry-After" : "WWW-Authenticate"));
    }

    /// <summary>Another character in the middle of the last segment: as well-formed as before, and false.</summary>
    private protected static string Tamper(string jws)
    {
        var at = jws.LastIndexOf('.') + 10;
        return $"{jws[..at]}{(jws[at] == 'A' ? 'B' : 'A')}{jws[(at + 1)..]}";
    }
}

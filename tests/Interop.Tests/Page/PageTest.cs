namespace Verifier.Interop.Tests.Page;

/// <summary>What the tests of the page share.</summary>
[Collection(nameof(PageCollection))]
public abstract class PageTest : IAsyncLifetime
{
    private readonly PageFixture _fixture;

    protected PageTest(PageFixture fixture) => _fixture = fixture;

    internal PageFixture Fixture => _fixture;

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        Skip.If(_fixture.Missing is not null, _fixture.Missing);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Nothing was asked of anybody else, nothing was blocked, nothing went wrong.</summary>
    internal async Task AssertQuietAsync(BrowserPage page)
    {
        var seen = await page.SeenAsync();
        Assert.NotEmpty(seen.Requests);
        Assert.All(seen.Requests, request => Assert.StartsWith(_fixture.Verifier.Address.AbsoluteUri, request.Url, StringComparison.Ordinal));
        Assert.Empty(seen.Violations);
        Assert.Empty(seen.Errors);
        Assert.Equal(0, seen.Dialogs);
    }
}

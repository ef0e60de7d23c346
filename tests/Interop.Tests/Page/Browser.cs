namespace Verifier.Interop.Tests.Page;

/// <summary>A headless Chromium with a program beside it that does what it is told (browser/browser.mjs).</summary>
internal sealed class Browser(string chromium) : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly JsonLines _lines = new(NodePrograms.Browser.Start("browser.mjs", chromium));

    /// <summary>The browser of this machine, or why there is none to test with.</summary>
    public static async Task<(string? Chromium, string? Missing)> FindAsync()
    {
        if (await NodePrograms.Browser.WhyNotAsync() is { } noNode)
        {
            return (null, noNode);
        }

        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("VERIFIER_INTEROP") == "required")
        {
            throw new InvalidOperationException("VERIFIER_INTEROP=required, but there is no Chromium here.");
        }

        return (found, found is null ? "Chromium is not installed here." : null);
    }

    /// <summary>Opens an address in a profile of its own.</summary>
    /// <param name="url">The address.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="scheme"><c>light</c> or <c>dark</c>.</param>
    /// <param name="seesThroughPolicy">Whether the page's content security policy is lifted, so that a checker can run in it.</param>
    public async Task<BrowserPage> OpenAsync(Uri url, int width = 1280, int height = 900, string scheme = "light", bool seesThroughPolicy = false)
    {
        var opened = await _lines.AskAsync(new { @do = "open", url, width, height, scheme, seesThroughPolicy });
        return new BrowserPage(_lines, opened.GetProperty("page").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        await _lines.AskAsync(new { @do = "end" });
        await _lines.DisposeAsync();
    }
}

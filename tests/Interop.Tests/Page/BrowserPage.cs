using System.Text.Json;

namespace Verifier.Interop.Tests.Page;

/// <summary>One page of a <see cref="Browser"/>: what a person would do there, by the names that a screen reader tells.</summary>
internal sealed class BrowserPage(JsonLines lines, int page) : IAsyncDisposable
{
    public Task FillAsync(string label, string text) => lines.AskAsync(new { @do = "fill", page, label, text });

    public Task ClickAsync(string button) => lines.AskAsync(new { @do = "click", page, role = "button", name = button });

    public Task ChooseAsync(string label, string option) => lines.AskAsync(new { @do = "choose", page, label, option });

    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await lines.AskAsync(new { @do = "press", page, key });
        }
    }

    public Task TypeAsync(string text) => lines.AskAsync(new { @do = "type", page, text });

    /// <summary>Waits until an element with this text is seen, or is at least there.</summary>
    public Task UntilAsync(string selector, string? text = null, bool attached = false) => lines.AskAsync(new { @do = "until", page, selector, text, attached });

    /// <summary>The texts that are seen in elements of this selector.</summary>
    public async Task<string[]> TextsAsync(string selector)
        => (await lines.AskAsync(new { @do = "texts", page, selector })).GetProperty("texts").Deserialize<string[]>()!;

    public async Task<JsonElement> EvaluateAsync(string expression)
        => (await lines.AskAsync(new { @do = "evaluate", page, expression })).TryGetProperty("value", out var value) ? value : default;

    /// <summary>Cuts the browser off from the network, or connects it again.</summary>
    public Task OfflineAsync(bool on) => lines.AskAsync(new { @do = "offline", page, on });

    /// <summary>What the accessibility checker axe has against the page as it is now.</summary>
    public async Task<string[]> AxeAsync() => (await lines.AskAsync(new { @do = "axe", page })).GetProperty("violations").Deserialize<string[]>()!;

    /// <summary>Writes a picture of the window, or of an element down to this height.</summary>
    public Task ScreenshotAsync(string path, string? selector = null, int height = 0) => lines.AskAsync(new { @do = "screenshot", page, path, selector, height });

    /// <summary>What the page has asked for, complained of and was kept from.</summary>
    public async Task<SeenByBrowser> SeenAsync() => (await lines.AskAsync(new { @do = "seen", page })).Deserialize<SeenByBrowser>(JsonSerializerOptions.Web)!;

    public async ValueTask DisposeAsync() => await lines.AskAsync(new { @do = "close", page });
}

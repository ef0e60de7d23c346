namespace Verifier.Interop.Tests.Page;

/// <summary>What a browser saw a page do.</summary>
/// <param name="Requests">Every request.</param>
/// <param name="Errors">Errors and warnings of its console.</param>
/// <param name="Violations">What its content security policy kept it from.</param>
/// <param name="Dialogs">How many alerts and their like it opened.</param>
internal sealed record SeenByBrowser(SeenByBrowser.Request[] Requests, string[] Errors, string[] Violations, int Dialogs)
{
    internal sealed record Request(string Url, string Method, Dictionary<string, string> Headers);
}

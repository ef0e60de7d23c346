namespace Verifier.Standalone.Demo;

/// <summary>One line to paste.</summary>
/// <param name="Title">What it shows, for people.</param>
/// <param name="Expect">
/// What its JSON answer holds, for scripts: <c>member=value</c>, separated by spaces; empty where nothing is stated.
/// </param>
/// <param name="Command">The line: begins with <c>curl</c>, for a POSIX shell.</param>
internal sealed record DemoStep(string Title, string Expect, string Command);

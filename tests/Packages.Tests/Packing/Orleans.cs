using System.Xml.Linq;
using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.Packing;

/// <summary>Whether the projects that need Orleans take part in this build, as eng/LeftOut.props decides it.</summary>
internal static class Orleans
{
    public const string Absent = "the package feeds here do not have Orleans, or it was not wanted";

    public static bool TakesPart { get; } = (Environment.GetEnvironmentVariable("WithOrleans") is { Length: > 0 } said ? said : Remembered() ?? "true").Equals("true", StringComparison.OrdinalIgnoreCase);

    private static string? Remembered()
    {
        var verdict = Path.Combine(Repository.Root, "artifacts", "Orleans.props");
        return File.Exists(verdict) ? XDocument.Load(verdict).Descendants("WithOrleans").SingleOrDefault()?.Value : null;
    }
}

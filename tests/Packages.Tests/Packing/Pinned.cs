using System.Xml.Linq;
using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.Packing;

/// <summary>The versions of Directory.Packages.props.</summary>
internal static class Pinned
{
    private static readonly XDocument Versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));

    public static string VersionOf(string package)
    {
        var written = Versions.Descendants("PackageVersion").Single(version => version.Attribute("Include")!.Value == package).Attribute("Version")!.Value;
        return written.StartsWith("$(", StringComparison.Ordinal) ? Versions.Descendants(written[2..^1]).Single().Value : written;
    }
}

using System.Xml.Linq;

namespace Verifier.House.Tests;

/// <summary>What a project file says, read as XML: whatever a property would make of it stays unknown here.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _xml = XDocument.Parse(Repository.Read(path));

    public string Path => path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    public string AssemblyName => Property("AssemblyName") ?? Name;

    public string PackageId => Property("PackageId") ?? AssemblyName;

    public string? Description => Property("Description");

    public string? Sdk => _xml.Root!.Attribute("Sdk")?.Value;

    public IEnumerable<string> Packages => Items("PackageReference");

    /// <summary>The paths, from the root, of the projects it refers to.</summary>
    public IEnumerable<string> References =>
        Items("ProjectReference").Select(reference => System.IO.Path.GetRelativePath(
            Repository.Root,
            System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, System.IO.Path.GetDirectoryName(path)!, reference))).Replace('\\', '/'));

    /// <summary>The projects it refers to, and those that they refer to, and itself.</summary>
    public IReadOnlyList<ProjectFile> Closure =>
        [this, .. References.SelectMany(reference => Repository.Projects.Single(project => project.Path == reference).Closure).DistinctBy(project => project.Path)];

    public bool Says(string property) => Property(property) == "true";

    private string? Property(string name) => _xml.Descendants(name).FirstOrDefault()?.Value;

    private IEnumerable<string> Items(string name) => _xml.Descendants(name).Select(item => item.Attribute("Include")?.Value).OfType<string>();
}

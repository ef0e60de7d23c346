using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Verifier.Packages.Tests.Packing;

/// <summary>A package and its symbols, as files.</summary>
internal sealed class Package
{
    private readonly string _path;

    private Package(string path, string id)
    {
        _path = path;
        Files = Read(path + ".nupkg");
        Symbols = Read(path + ".snupkg");
        var nuspec = XDocument.Parse(Encoding.UTF8.GetString(Files[$"{id}.nuspec"]).TrimStart('\uFEFF'));
        Metadata = nuspec.Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>The content by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>The content of the symbols' package by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Symbols { get; }

    /// <summary>What the nuspec says.</summary>
    public XElement Metadata { get; }

    /// <summary>The package as it is published, byte for byte.</summary>
    public byte[] Bytes => File.ReadAllBytes(_path + ".nupkg");

    /// <summary>The symbols' package, byte for byte.</summary>
    public byte[] SymbolBytes => File.ReadAllBytes(_path + ".snupkg");

    public static Package Open(string folder, string id, string version) => new(Path.Combine(folder, $"{id}.{version}"), id);

    public string? Say(string element) => Element(element)?.Value;

    public XElement? Element(string name) => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    /// <summary>Its dependencies as <c>id version</c>, for the only framework there is.</summary>
    public IEnumerable<string> Dependencies => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
        .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}");

    public IEnumerable<string> Frameworks => Metadata.Descendants().Where(element => element.Name.LocalName == "frameworkReference").Select(element => element.Attribute("name")!.Value);

    /// <summary>The files, of the package and of its symbols, in which that text is, in the encodings of assemblies and of everything else.</summary>
    public IEnumerable<string> Naming(string text)
    {
        byte[][] patterns = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)];
        return Files.Concat(Symbols).Where(file => patterns.Any(pattern => file.Value.AsSpan().IndexOf(pattern) >= 0)).Select(file => file.Key);
    }

    private static Dictionary<string, byte[]> Read(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using MemoryStream bytes = new();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }
}

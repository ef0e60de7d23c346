using System.Text;
using System.Xml.Linq;
using Verifier.Packages.Tests.Packing;

namespace Verifier.Packages.Tests;

/// <summary>What is in the packages, as they are published.</summary>
[Collection(PackedPackages.Collection)]
public sealed class ContentTests(PackedPackages packed)
{
    private const string Core = "Verifier.Verification";
    private const string Web = "Microsoft.AspNetCore.App";

    // Package, its assembly, frameworks and dependencies; of ours the version is the one that was packed, of others the one in Directory.Packages.props.
    private static readonly Dictionary<string, (string Assembly, string[] Frameworks, string[] Dependencies)> Expected = new()
    {
        [Core] = (Core, [], ["System.IO.Hashing"]),
        ["Verifier.AspNetCore"] = ("Verifier.AspNetCore", [Web], [Core]),
        ["Verifier.Testing"] = ("Verifier.Testing", [Web], []),
        ["Verifier.Orleans"] = ("Verifier.Grains", [], [Core, "Microsoft.Orleans.Connections.Security", "Microsoft.Orleans.Sdk", "Microsoft.Orleans.Server"]),
        ["Verifier.Orleans.PostgreSql"] = ("Verifier.PostgreSql", [], ["Microsoft.Orleans.Clustering.AdoNet", "Microsoft.Orleans.Persistence.AdoNet", "Microsoft.Orleans.Sdk", "Npgsql"]),
    };

    public static TheoryData<string> Ids => [.. Expected.Keys];

    [SkippableFact]
    public void Every_package_is_looked_into()
    {
        Skip.IfNot(Orleans.TakesPart, Orleans.Absent);

        Assert.Equal(Expected.Keys.Select(id => $"{id}.{packed.Version}.nupkg").Order(), Directory.EnumerateFiles(packed.Feed, "*.nupkg").Select(Path.GetFileName).Order());
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void A_package_holds_its_assembly_its_documentation_its_page_and_nothing_else(string id)
    {
        var package = Open(id);
        var assembly = Expected[id].Assembly;
        string[] own = [.. package.Files.Keys.Where(file => !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal) && file != "[Content_Types].xml")];

        Assert.Equal(new[] { "CHANGELOG.md", "PACKAGE.md", "icon.png", $"lib/net10.0/{assembly}.dll", $"lib/net10.0/{assembly}.xml", $"{id}.nuspec" }.Order(), own.Order());
        Assert.StartsWith($"# {id}\n", Encoding.UTF8.GetString(package.Files["PACKAGE.md"]), StringComparison.Ordinal);
        Assert.InRange(package.Files["icon.png"].Length, 1, 10 * 1024);
        Assert.Equal("\x89PNG", Encoding.Latin1.GetString(package.Files["icon.png"], 0, 4));
        Assert.NotEmpty(XDocument.Parse(Encoding.UTF8.GetString(package.Files[$"lib/net10.0/{assembly}.xml"]).TrimStart('\uFEFF')).Descendants("summary"));
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void A_package_says_what_it_is_and_what_it_needs(string id)
    {
        var package = Open(id);
        string VersionOf(string needed) => needed == Core ? packed.Version : Pinned.VersionOf(needed);

        Assert.Equal((id, packed.Version), (package.Say("id"), package.Say("version")));
        Assert.Equal(("MIT", "expression"), (package.Say("license"), package.Element("license")!.Attribute("type")!.Value));
        Assert.Equal(("PACKAGE.md", "icon.png"), (package.Say("readme"), package.Say("icon")));
        Assert.Contains("CHANGELOG.md", package.Say("releaseNotes"), StringComparison.Ordinal);
        Assert.Contains("dpop", package.Say("tags"), StringComparison.Ordinal);
        Assert.NotEmpty(package.Say("description")!);
        Assert.Equal(Expected[id].Frameworks, package.Frameworks);
        Assert.Equal(Expected[id].Dependencies.Select(needed => $"{needed} {VersionOf(needed)}").Order(), package.Dependencies.Order());
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void No_path_of_the_machine_is_in_a_package(string id)
    {
        var package = Open(id);

        Assert.All(packed.PathsHere, path => Assert.Empty(package.Naming(path)));
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void The_symbols_bring_every_source_along(string id)
    {
        using SymbolFile symbols = new(Open(id).Symbols[$"lib/net10.0/{Expected[id].Assembly}.pdb"]);
        var sources = symbols.Sources;

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.StartsWith("/_", source.Key, StringComparison.Ordinal));
        Assert.DoesNotContain(null, sources.Values);
        Assert.All(packed.PathsHere, path => Assert.DoesNotContain(sources.Values, text => text!.Contains(path, StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void A_package_says_where_its_sources_are_and_not_the_password_for_them(string id)
    {
        var package = Open(id);
        using SymbolFile symbols = new(package.Symbols[$"lib/net10.0/{Expected[id].Assembly}.pdb"]);
        var repository = package.Element("repository")!;

        Assert.Equal(PackedPackages.Repository, repository.Attribute("url")!.Value);
        Assert.Equal($"{{\"documents\":{{\"/_/*\":\"https://raw.githubusercontent.com/acme/verifier/{repository.Attribute("commit")!.Value}/*\"}}}}", symbols.SourceLink);
        Assert.Empty(package.Naming(PackedPackages.Password));
    }

    [SkippableTheory]
    [InlineData(Core)]
    [InlineData("Verifier.Testing")]
    [InlineData("Verifier.Orleans.PostgreSql")]
    public void The_same_commit_gives_the_same_package_in_any_folder(string id)
    {
        Assert.Equal(Open(id).Bytes, packed.OpenAgain(id).Bytes);
        Assert.Equal(Open(id).SymbolBytes, packed.OpenAgain(id).SymbolBytes);
    }

    // .NET 10's generator of log messages writes its classes in a random order (https://github.com/dotnet/runtime/issues/119587); everything else is the same.
    [SkippableTheory]
    [InlineData("Verifier.AspNetCore")]
    [InlineData("Verifier.Orleans")]
    public void The_same_commit_gives_the_same_sources_in_any_folder_but_for_the_order_of_log_messages(string id)
    {
        var pdb = $"lib/net10.0/{Expected[id].Assembly}.pdb";
        using SymbolFile one = new(Open(id).Symbols[pdb]);
        using SymbolFile other = new(packed.OpenAgain(id).Symbols[pdb]);

        Assert.Equal(Sorted(one), Sorted(other));
        Assert.Equal(Open(id).Files[$"lib/net10.0/{Expected[id].Assembly}.xml"], packed.OpenAgain(id).Files[$"lib/net10.0/{Expected[id].Assembly}.xml"]);
    }

    private static IEnumerable<string> Sorted(SymbolFile symbols) => symbols.Sources.OrderBy(source => source.Key, StringComparer.Ordinal)
        .SelectMany(source => source.Key.EndsWith("/LoggerMessage.g.cs", StringComparison.Ordinal) ? source.Value!.Split('\n').Order(StringComparer.Ordinal).Prepend(source.Key) : [source.Key, source.Value!]);

    private Package Open(string id)
    {
        Skip.If(id.StartsWith("Verifier.Orleans", StringComparison.Ordinal) && !Orleans.TakesPart, Orleans.Absent);
        return packed.Open(id);
    }
}

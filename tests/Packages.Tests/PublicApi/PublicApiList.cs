using System.Reflection;

namespace Verifier.Packages.Tests.PublicApi;

/// <summary>The public surface of an assembly as it was agreed on: a text file, so that nobody changes what users rely on unawares.</summary>
internal static class PublicApiList
{
    private const string Accept = "VERIFIER_ACCEPT_API";

    /// <summary>Compares an assembly with its list.</summary>
    /// <param name="assembly">The assembly's name; the list is that and <c>.txt</c>.</param>
    /// <param name="folder">Where the list is.</param>
    public static void Check(string assembly, string folder)
    {
        var file = Path.Combine(folder, $"{assembly}.txt");
        var found = PublicSurface.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Accept) is { Length: > 0 })
        {
            File.WriteAllText(file, string.Concat(found.Select(line => $"{line}\n")));
        }

        string[] listed = File.Exists(file) ? File.ReadAllLines(file) : [];
        Assert.True(listed.SequenceEqual(found, StringComparer.Ordinal), Difference(assembly, file, listed, found));
    }

    /// <summary>What is gone (-) and what is new (+), and what to do about it.</summary>
    public static string Difference(string assembly, string file, IReadOnlyList<string> listed, IReadOnlyList<string> found)
    {
        var lines = listed.Except(found).Select(line => $"- {line}").Concat(found.Except(listed).Select(line => $"+ {line}")).OrderBy(line => line[2..], StringComparer.Ordinal);
        return $"""
            The public surface of {assembly} is not the one in {file}:
            {string.Join('\n', lines)}
            What is gone or changed breaks users: say it in CHANGELOG.md. If it is meant, accept it:
            {Accept}=1 dotnet test --filter FullyQualifiedName~PublicApi
            """;
    }
}

using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Verifier.AspNetCore.Page;

/// <summary>One of the page's files, as it is embedded in this assembly.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ETag">A strong entity tag of the content.</param>
internal sealed record PageFile(byte[] Content, string ContentType, EntityTagHeaderValue ETag)
{
    private const string Prefix = "page/";

    /// <summary>All of them, by their names.</summary>
    public static IReadOnlyDictionary<string, PageFile> ReadAll()
    {
        Assembly assembly = typeof(PageFile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static PageFile Read(Assembly assembly, string name)
    {
        using Stream resource = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
        return new PageFile(content, TypeOf(name), new EntityTagHeaderValue($"\"{hash}\""));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}

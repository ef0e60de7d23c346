using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Verifier.Tenants;

/// <summary>The rule for tenants' names.</summary>
public static class TenantName
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 63;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a name is <c>[a-z0-9-]{1,63}</c>.</summary>
    public static bool IsValid([NotNullWhen(true)] string? name) => name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>A name as it may open a fault.</summary>
    internal static string Show(string? name) => IsValid(name) ? name : Faults.Quote(name ?? "");
}

using System.Diagnostics.CodeAnalysis;

namespace Verifier.Tenants;

/// <summary>A value in something people wrote, whatever form it came in: JSON, where a value has its type, or configuration, where every value is a text.</summary>
internal abstract class SettingsNode
{
    /// <summary>How members' names compare.</summary>
    public abstract StringComparer Names { get; }

    /// <summary>Whether this stands for nothing written.</summary>
    public abstract bool IsUnset { get; }

    /// <summary>What was found, for a fault.</summary>
    public abstract string Shown { get; }

    /// <summary>A string.</summary>
    public abstract bool TryText([NotNullWhen(true)] out string? text);

    /// <summary>A whole number.</summary>
    public abstract bool TryNumber(out long number);

    /// <summary>True or false.</summary>
    public abstract bool TryFlag(out bool flag);

    /// <summary>A list's items, in order.</summary>
    public abstract bool TryItems([NotNullWhen(true)] out IReadOnlyList<SettingsNode>? items);

    /// <summary>An object's members, in order, with those that are repeated.</summary>
    public abstract bool TryMembers([NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, SettingsNode>>? members);
}

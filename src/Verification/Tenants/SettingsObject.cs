namespace Verifier.Tenants;

/// <summary>An object that people wrote, read strictly: opening it names every unknown and every repeated member, asking for a member names a wrong type. A member not written, or written wrongly, is null.</summary>
internal sealed class SettingsObject
{
    private readonly Dictionary<string, SettingsNode> _members;
    private readonly string _place;
    private readonly Faults _faults;

    private SettingsObject(string place, StringComparer names, Faults faults)
    {
        _place = place;
        _members = new Dictionary<string, SettingsNode>(names);
        _faults = faults;
    }

    /// <summary>Opens an object that may have these members. Null, with a fault, for anything but an object.</summary>
    /// <param name="node">The value.</param>
    /// <param name="place">Where it is; empty at the root.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="known">The members it may have.</param>
    public static SettingsObject? Open(SettingsNode node, string place, Faults faults, params ReadOnlySpan<string> known)
    {
        if (!node.TryMembers(out IReadOnlyList<KeyValuePair<string, SettingsNode>>? members))
        {
            faults.Add(place.Length == 0 ? "the document" : place, $"is {node.Shown}; it must be an object.");
            return null;
        }

        SettingsObject result = new(place, node.Names, faults);
        foreach ((string name, SettingsNode value) in members)
        {
            if (!Knows(known, name, node.Names))
            {
                faults.Add(result.PlaceOf(Faults.Name(name)), $"is unknown; known here {(known.Length == 1 ? "is" : "are")} {string.Join(", ", known)}.");
            }
            else if (!result._members.TryAdd(name, value))
            {
                faults.Add(result.PlaceOf(name), "is repeated; it must be written once.");
            }
        }

        return result;
    }

    /// <summary>Where a member is.</summary>
    public string PlaceOf(string name) => _place.Length == 0 ? name : $"{_place}.{name}";

    /// <summary>A string.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (!node.TryText(out string? text))
        {
            _faults.Add(PlaceOf(name), $"is {node.Shown}; it must be a string.");
        }

        return text;
    }

    /// <summary>A whole number.</summary>
    public long? Number(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node.TryNumber(out long number))
        {
            return number;
        }

        _faults.Add(PlaceOf(name), $"is {node.Shown}; it must be a whole number.");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node.TryFlag(out bool flag))
        {
            return flag;
        }

        _faults.Add(PlaceOf(name), $"is {node.Shown}; it must be true or false.");
        return null;
    }

    /// <summary>An object that may have these members.</summary>
    public SettingsObject? Object(string name, params ReadOnlySpan<string> known) => Find(name) is { } node ? Open(node, PlaceOf(name), _faults, known) : null;

    /// <summary>A list of strings; a faulty item is empty, so that those behind it keep their places.</summary>
    public IReadOnlyList<string>? Texts(string name) => List(name, "strings", (node, place) =>
    {
        if (!node.TryText(out string? text))
        {
            _faults.Add(place, $"is {node.Shown}; it must be a string.");
        }

        return text ?? "";
    });

    /// <summary>A list of what <paramref name="read"/> makes of each item at its place.</summary>
    public IReadOnlyList<T>? List<T>(string name, string ofWhat, Func<SettingsNode, string, T> read)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (!node.TryItems(out IReadOnlyList<SettingsNode>? items))
        {
            _faults.Add(PlaceOf(name), $"is {node.Shown}; it must be a list of {ofWhat}.");
            return null;
        }

        return [.. items.Select((item, i) => read(item, $"{PlaceOf(name)}[{i}]"))];
    }

    private SettingsNode? Find(string name) => _members.TryGetValue(name, out SettingsNode? node) && !node.IsUnset ? node : null;

    private static bool Knows(ReadOnlySpan<string> known, string name, StringComparer names)
    {
        foreach (string candidate in known)
        {
            if (names.Equals(candidate, name))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Verifier.AspNetCore.Configuration;

/// <summary>
/// Reads one section of the configuration and remembers what was asked for: whatever else is in it is a misspelt setting, and a fault.
/// A fault is one sentence with the setting's name, what was found and what would be right; the value of a secret is never in it.
/// </summary>
internal sealed class SettingSection(IConfigurationSection section, List<string> faults)
{
    private const int ShownLength = 100;

    private readonly List<string> _known = [];

    /// <summary>Where the section is, <c>Verifier:Fetch</c>.</summary>
    public string Path => section.Path;

    /// <summary>Whether nothing is configured here.</summary>
    public bool IsEmpty => !section.GetChildren().Any();

    /// <summary>Everything below the section, with keys relative to it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Flattened() => section.AsEnumerable(makePathsRelative: true);

    public void Fault(string setting, string fault) => faults.Add($"{Path}:{setting} {fault}.");

    public void FaultHere(string fault) => faults.Add($"{Path} {fault}.");

    public SettingSection Section(string name) => new(Child(name), faults);

    /// <summary>The sections or values below a section whose names people choose.</summary>
    public IEnumerable<(string Name, SettingSection Section)> Named()
    {
        if (section.Value is { Length: > 0 })
        {
            faults.Add($"{Path} has a value of its own; it must have named settings below it, {Path}:{{name}}.");
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            yield return (child.Key, new SettingSection(child, faults));
        }
    }

    /// <summary>The value of this section itself; a fault when there are settings below it.</summary>
    public string? Secret()
    {
        if (section.GetChildren().Any())
        {
            faults.Add($"{Path} has settings below it; it must be one value.");
        }

        return section.Value;
    }

    public string? Text(string name)
    {
        IConfigurationSection child = Child(name);
        if (child.GetChildren().Any())
        {
            Fault(name, "has settings below it; it must be one value");
        }

        return child.Value;
    }

    public bool Flag(string name, bool otherwise)
    {
        string? text = Text(name);
        if (text is null)
        {
            return otherwise;
        }

        if (!bool.TryParse(text, out bool flag))
        {
            Fault(name, $"is {Show(text)}; it must be true or false");
        }

        return flag;
    }

    public int? Number(string name, int from, int to)
    {
        string? text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= from && number <= to)
        {
            return number;
        }

        Fault(name, $"is {Show(text)}; it must be a whole number from {from} to {to}");
        return null;
    }

    /// <summary>A list, <c>{name}:0</c>, <c>{name}:1</c> …; null when it is wrongly written, which is a fault.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        IConfigurationSection child = Child(name);
        if (child.Value is { Length: > 0 } value)
        {
            Fault(name, $"is {Show(value)}; it must be a list, {Path}:{name}:0 and so on");
            return null;
        }

        List<string> values = [];
        foreach (IConfigurationSection item in child.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) || item.Value is null)
            {
                Fault($"{name}:{item.Key}", $"is no member of a list; a list is written {Path}:{name}:0 and so on");
                continue;
            }

            values.Add(item.Value);
        }

        return values;
    }

    /// <summary>Judges a setting that may be one text or a list, <c>{name}:0</c>, <c>{name}:1</c> …, and not both.</summary>
    public void Textual(string name)
    {
        IConfigurationSection child = Child(name);
        if (child.Value is { Length: > 0 } && child.GetChildren().Any())
        {
            Fault(name, "is a text and has settings below it; it must be one of the two");
        }

        foreach (IConfigurationSection item in child.GetChildren().Where(item => item.Value is null || !int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            Fault($"{name}:{item.Key}", $"is no member of a list; a list is written {Path}:{name}:0 and so on");
        }
    }

    /// <summary>Says of every setting that nobody asked for that it is none.</summary>
    public void RefuseOthers()
    {
        if (section.Value is { Length: > 0 })
        {
            faults.Add($"{Path} has a value of its own; it must have settings below it: {string.Join(", ", _known)}.");
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add($"{child.Path} is not a setting; {Path} has {string.Join(", ", _known)}.");
            }
        }
    }

    /// <summary>A value as it may stand in a fault: one line, not too long, in quotes.</summary>
    public static string Show(string value)
    {
        string line = new([.. value.Take(ShownLength).Select(c => char.IsControl(c) ? '?' : c)]);
        return value.Length > ShownLength ? $"\"{line}…\"" : $"\"{line}\"";
    }

    private IConfigurationSection Child(string name)
    {
        _known.Add(name);
        return section.GetSection(name);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Verifier.Tenants;

/// <summary>
/// A value of .NET configuration, which has only texts under keys such as <c>dpop:algorithms:0</c>: a number, a flag and a string look alike, a list is an object whose names are numbers, an empty list or object is an empty text,
/// a name's case does not count, and a null is nothing written.
/// </summary>
internal sealed class ConfigurationNode : SettingsNode
{
    private readonly List<KeyValuePair<string, SettingsNode>> _members = [];
    private readonly Dictionary<string, ConfigurationNode> _byName = new(StringComparer.OrdinalIgnoreCase);
    private string? _text;

    public override StringComparer Names => StringComparer.OrdinalIgnoreCase;

    public override bool IsUnset => _text is null && _members.Count == 0;

    public override string Shown => (HasNoValue, _members.Count) switch
    {
        (_, 0) => _text is null ? "null" : Faults.Quote(_text),
        (true, _) => TryItems(out _) ? "a list" : "an object",
        _ => "both a value and an object",
    };

    private bool HasNoValue => string.IsNullOrEmpty(_text);

    /// <summary>The tree of these keys.</summary>
    public static ConfigurationNode From(IEnumerable<KeyValuePair<string, string?>> flattened)
    {
        ConfigurationNode root = new();
        foreach ((string key, string? value) in flattened)
        {
            ConfigurationNode node = root;
            foreach (string name in key.Split(':'))
            {
                node = node.Member(name);
            }

            node._text = value ?? node._text;
        }

        return root;
    }

    public override bool TryText([NotNullWhen(true)] out string? text)
    {
        text = _members.Count == 0 ? _text : null;
        return text is not null;
    }

    public override bool TryNumber(out long number)
    {
        number = 0;
        return TryText(out string? text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    public override bool TryFlag(out bool flag)
    {
        flag = false;
        return TryText(out string? text) && bool.TryParse(text, out flag);
    }

    public override bool TryItems([NotNullWhen(true)] out IReadOnlyList<SettingsNode>? items)
    {
        List<(int Index, SettingsNode Node)> indexed = [];
        foreach ((string name, SettingsNode node) in _members)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                break;
            }

            indexed.Add((index, node));
        }

        // Numbers may be missing: one source overrides some items of another.
        items = HasNoValue && indexed.Count == _members.Count ? [.. indexed.OrderBy(item => item.Index).Select(item => item.Node)] : null;
        return items is not null;
    }

    public override bool TryMembers([NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, SettingsNode>>? members)
    {
        members = HasNoValue ? _members : null;
        return members is not null;
    }

    private ConfigurationNode Member(string name)
    {
        if (!_byName.TryGetValue(name, out ConfigurationNode? member))
        {
            member = new ConfigurationNode();
            _byName.Add(name, member);
            _members.Add(KeyValuePair.Create<string, SettingsNode>(name, member));
        }

        return member;
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Verifier.AspNetCore.Configuration;

/// <summary>
/// A configuration's settings as a tree, read once. Each time that a section is enumerated, the framework goes over all settings there are; with thousands of tenants that would take minutes.
/// </summary>
internal sealed class SettingTree : IConfigurationSection
{
    private readonly Dictionary<string, SettingTree> _children = new(StringComparer.OrdinalIgnoreCase);

    private SettingTree(string path, string key)
    {
        Path = path;
        Key = key;
    }

    public string Key { get; }

    public string Path { get; }

    public string? Value { get; set; }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => throw new NotSupportedException();
    }

    /// <summary>The configuration itself where its settings cannot be had at once.</summary>
    public static IConfiguration Of(IConfiguration configuration)
    {
        SettingTree root = new("", "");
        return configuration is IConfigurationRoot providers && root.TryAdd(providers, isChained: false) ? root : configuration;
    }

    public IConfigurationSection GetSection(string key)
    {
        SettingTree node = this;
        foreach (string name in key.Split(ConfigurationPath.KeyDelimiter))
        {
            node = node._children.TryGetValue(name, out SettingTree? child) ? child : new SettingTree(node.PathOf(name), name);
        }

        return node;
    }

    public IEnumerable<IConfigurationSection> GetChildren() => _children.Values.OrderBy(child => child.Key, ConfigurationKeyComparer.Instance);

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    private bool TryAdd(IConfigurationRoot root, bool isChained)
    {
        // The later provider wins, as in the framework.
        foreach (IConfigurationProvider provider in root.Providers)
        {
            bool isRead = provider switch
            {
                ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => TryAdd(inner, isChained: true),
                ConfigurationProvider flat => Add(DataOf(flat), isChained),
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }
        }

        return true;
    }

    private bool Add(IEnumerable<KeyValuePair<string, string?>> settings, bool isChained)
    {
        foreach ((string path, string? value) in settings)
        {
            SettingTree node = this;
            foreach (string name in path.Split(ConfigurationPath.KeyDelimiter))
            {
                if (!node._children.TryGetValue(name, out SettingTree? child))
                {
                    child = new SettingTree(node.PathOf(name), name);
                    node._children.Add(name, child);
                }

                node = child;
            }

            // An empty value of a chained configuration is none, in the framework too.
            node.Value = isChained && string.IsNullOrEmpty(value) ? node.Value : value;
        }

        return true;
    }

    private string PathOf(string child) => Path.Length == 0 ? child : ConfigurationPath.Combine(Path, child);

    // Protected, and as such part of what the framework promises to whoever derives a provider.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Data")]
    private static extern IDictionary<string, string?> DataOf(ConfigurationProvider provider);
}

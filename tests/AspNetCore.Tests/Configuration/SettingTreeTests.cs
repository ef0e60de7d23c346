using System.Text;
using Microsoft.Extensions.Configuration;
using Verifier.AspNetCore.Configuration;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>What is read at once is what the framework says, section by section.</summary>
public sealed class SettingTreeTests
{
    private const string Json = """{ "Verifier": { "Tenants": { "acme": { "issuers": ["https://a", "https://b"], "audiences": [] } }, "Empty": {}, "Nothing": null }, "10": "ten", "9": "nine" }""";

    private static readonly Dictionary<string, string?> Later = new()
    {
        ["verifier:TENANTS:Acme:issuers:1"] = "https://c",
        ["verifier:tenants:globex:issuers:10"] = "https://ten",
        ["verifier:tenants:globex:issuers:9"] = "https://nine",
        ["Verifier:Empty"] = "a value",
        ["Verifier:Tenants:acme"] = null,
    };

    [Fact]
    public void Later_providers_win_whatever_the_case_of_a_key()
    {
        using ConfigurationManager configuration = new();
        Add(configuration);

        Same(configuration);
    }

    [Fact]
    public void A_chained_configuration_is_read_through()
    {
        ConfigurationBuilder inner = new();
        Add(inner);

        Same(new ConfigurationBuilder().AddInMemoryCollection([new("Verifier:Tenants:acme:issuers:0", "https://below"), new("Other", "x")]).AddConfiguration(inner.Build()).Build());
    }

    [Fact]
    public void A_provider_that_keeps_its_settings_otherwise_is_asked_section_by_section()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().Add(new OwnSource()).Build();

        Assert.Same(configuration, SettingTree.Of(configuration));
    }

    private static void Add(IConfigurationBuilder builder)
        => builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json))).AddInMemoryCollection(Later).AddCommandLine(["--Verifier:Tenants:initech:audiences:0=x"]);

    private static void Same(IConfigurationRoot configuration)
    {
        IConfiguration tree = SettingTree.Of(configuration);

        Assert.NotSame(configuration, tree);
        Assert.Equal(All(configuration), All(tree), Pairs);
        Assert.Equal(Order(configuration.GetSection("Verifier:Tenants")), Order(tree.GetSection("Verifier:Tenants")), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(configuration["verifier:tenants:ACME:issuers:1"], tree["verifier:tenants:ACME:issuers:1"]);
        Assert.Null(tree["Verifier:Nobody:there"]);
        Assert.Equal("Verifier:Nobody:there", tree.GetSection("Verifier:Nobody").GetSection("there").Path);
    }

    // The tree's root is a section too.
    private static IEnumerable<KeyValuePair<string, string?>> All(IConfiguration configuration)
        => configuration.AsEnumerable().Where(pair => pair.Key.Length > 0).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    private static bool Pairs(KeyValuePair<string, string?> one, KeyValuePair<string, string?> other) => one.Key.Equals(other.Key, StringComparison.OrdinalIgnoreCase) && one.Value == other.Value;

    private static IEnumerable<string> Order(IConfigurationSection section) => section.GetChildren().SelectMany(child => child.GetSection("issuers").GetChildren()).Select(child => child.Path);

    private sealed class OwnSource : IConfigurationSource, IConfigurationProvider
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => earlierKeys;

        public Microsoft.Extensions.Primitives.IChangeToken GetReloadToken() => new ConfigurationReloadToken();

        public void Load()
        {
        }

        public void Set(string key, string? value)
        {
        }

        public bool TryGet(string key, out string? value)
        {
            value = null;
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Standalone;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>A wrong setting stops the start with exit code 1 and a sentence that names it.</summary>
public sealed class StartTests
{
    private const string Key = "key-0123456789-0123456789-0123456789";
    private const string OtherKey = "other-0123456789-0123456789-0123456789";

    public static TheoryData<string, string, string> WrongSettings => new()
    {
        { "Verifier:TenantByTokens", "true", "Verifier:TenantByTokens is not a setting; Verifier has " },
        { "Verifier:Fetch:Proxi", "http://a", "Verifier:Fetch:Proxi is not a setting; Verifier:Fetch has AllowHttpLoopback, Proxy." },
        { "Verifier:Admin:Key", Key, "Verifier:Admin:Key is not a setting; Verifier:Admin has Keys, ReadKeys, Urls." },
        { "Verifier:Admin:Urls", "5080", "Verifier:Admin:Urls is \"5080\"; it must be an http or https address to listen on" },
        { "Verifier:Admin:Urls:0", "ftp://127.0.0.1", "Verifier:Admin:Urls:0 is \"ftp://127.0.0.1\"; it must be an http or https address to listen on" },
        { "Verifier:Admin:Urls:first", "http://127.0.0.1:0", "Verifier:Admin:Urls:first is no member of a list" },
        { "Verifier:Admin:Urls", "http://0.0.0.0:0", "Verifier:Admin:Urls is \"http://0.0.0.0:0\", plain HTTP beyond loopback; use https" },
        { "Verifier:Callers:web:Tenant", "acme", "Verifier:Callers:web:Tenant is not a setting; Verifier:Callers:web has Key, Tenants, Rate." },
        { "Verifier", "x", "Verifier has a value of its own; it must have settings below it: " },
        { "Verifier:Fetch", "x", "Verifier:Fetch has a value of its own; it must have settings below it: " },
        { "Verifier:TenantByToken", "yes", "Verifier:TenantByToken is \"yes\"; it must be true or false." },
        { "Verifier:TenantByToken", "", "Verifier:TenantByToken is \"\"; it must be true or false." },
        { "Verifier:TenantByToken:x", "true", "Verifier:TenantByToken has settings below it; it must be one value." },
        { "Verifier:AllowPlainHttp", "1", "Verifier:AllowPlainHttp is \"1\"; it must be true or false." },
        { "Verifier:Fetch:AllowHttpLoopback", "on", "Verifier:Fetch:AllowHttpLoopback is \"on\"; it must be true or false." },
        { "Verifier:Fetch:Proxy", "user:password@proxy", "Verifier:Fetch:Proxy is not an absolute http or https URL" },
        { "Verifier:Fetch:Proxy", "socks5://proxy", "Verifier:Fetch:Proxy is not an absolute http or https URL" },
        { "Verifier:Admin:Keys", Key, "Verifier:Admin:Keys has a value of its own; it must have named settings below it, Verifier:Admin:Keys:{name}." },
        { "Verifier:Admin:Keys:a", "short", "Verifier:Admin:Keys:a has 5 characters; it must have at least 32." },
        { "Verifier:Admin:Keys:a", "", "Verifier:Admin:Keys:a is empty." },
        { "Verifier:Admin:Keys:a", "spaces 0123456789 0123456789 0123456789", "Verifier:Admin:Keys:a has a character that a Bearer credential cannot have" },
        { "Verifier:Admin:Keys:a:b", Key, "Verifier:Admin:Keys:a has settings below it; it must be one value." },
        { "Verifier:Admin:Keys:a b", Key, "Verifier:Admin:Keys:a b has a name that cannot be used" },
        { "Verifier:Admin:ReadKeys:a", "0123456789012345678901234567890", "Verifier:Admin:ReadKeys:a has 31 characters; it must have at least 32." },
        { "Verifier:Callers:web:Key", "short", "Verifier:Callers:web:Key has 5 characters; it must have at least 32." },
        { "Verifier:Callers:web:Rate", "0", "Verifier:Callers:web:Rate is \"0\"; it must be a whole number from 1 to 1000000." },
        { "Verifier:Callers:web:Rate", "1.5", "Verifier:Callers:web:Rate is \"1.5\"; it must be a whole number from 1 to 1000000." },
        { "Verifier:Callers:web:Rate", "1", "Verifier:Callers:web:Key is empty." },
        { "Verifier:Callers:web:Rate", "1", "Verifier:Callers:web:Tenants is missing; it must list the tenants" },
        { "Verifier:Callers:web:Tenants", "*", "Verifier:Callers:web:Tenants is \"*\"; it must be a list, Verifier:Callers:web:Tenants:0 and so on." },
        { "Verifier:Callers:web:Tenants:0", "Acme", "Verifier:Callers:web:Tenants:0 is \"Acme\"; it must be a tenant's name" },
        { "Verifier:Callers:web:Tenants:all", "acme", "Verifier:Callers:web:Tenants:all is no member of a list" },
        { "Verifier:Callers:web", Key, "Verifier:Callers:web has a value of its own; it must have settings below it: Key, Tenants, Rate." },
        { "Verifier:Tenants", "acme", "Verifier:Tenants has a value of its own; it must have named settings below it, Verifier:Tenants:{name}." },
        { "Verifier:Tenants:acme:audience", "https://api", "Verifier:Tenants:acme: audience is unknown" },
        { "Verifier:Tenants:acme:clockSkewSeconds", "900", "Verifier:Tenants:acme: clockSkewSeconds is 900; it must be from 0 to 300." },
        { "AUTH0_DOMAIN", "acme.eu.auth0.com", "AUTH0_AUDIENCE is missing; AUTH0_DOMAIN and AUTH0_AUDIENCE configure a tenant together." },
        { "AUTH0_AUDIENCE", "https://api", "AUTH0_DOMAIN is missing; AUTH0_DOMAIN and AUTH0_AUDIENCE configure a tenant together." },
        { "urls", "5080", "urls is \"5080\"; it must be an http or https address to listen on" },
        { "urls", "ftp://127.0.0.1", "urls is \"ftp://127.0.0.1\"; it must be an http or https address to listen on" },
        { "urls", "http://127.0.0.1:0/base", "urls is \"http://127.0.0.1:0/base\"; it must be an http or https address to listen on, without a path" },
    };

    public static TheoryData<string, string> BeyondLoopback => new()
    {
        { "urls", "http://0.0.0.0:0" },
        { "urls", "http://[::]:0" },
        { "urls", "http://*:0" },
        { "urls", "http://+:0" },
        { "urls", "http://verifier.internal:0" },
        { "urls", "http://192.0.2.1:0" },
        { "urls", "http://unix:/tmp/verifier.sock" },
        { "urls", "http://127.0.0.1:0;http://0.0.0.0:0" },
        { "http_ports", "8080" },
        { "Kestrel:Endpoints:public:Url", "http://0.0.0.0:0" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence_that_names_it(string setting, string value, string sentence)
    {
        (int exit, string error) = await RunAsync((setting, value));

        Assert.Equal(1, exit);
        Assert.Contains(error.Split('\n'), line => line.StartsWith(sentence, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789-", error, StringComparison.Ordinal);
        Assert.DoesNotContain("password", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        (int exit, string error) = await RunAsync(("Verifier:A", "1"), ("Verifier:B", "2"), ("Verifier:TenantByToken", "3"));

        Assert.Equal(1, exit);
        Assert.Equal(3, error.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task One_key_under_two_names_stops_the_start()
    {
        (int exit, string error) = await RunAsync(("Verifier:Admin:Keys:a", Key), ("Verifier:Admin:ReadKeys:b", Key), ("Verifier:Callers:web:Key", Key), ("Verifier:Callers:web:Tenants:0", "*"));

        Assert.Equal(1, exit);
        Assert.Contains("Verifier:Admin:ReadKeys:b is the same key as Verifier:Admin:Keys:a; every key must be a different one.", error, StringComparison.Ordinal);
        Assert.Contains("Verifier:Admin:Keys:a is the same key as Verifier:Callers:web:Key; every key must be a different one.", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BeyondLoopback))]
    public async Task Beyond_loopback_the_host_does_not_start_without_callers(string setting, string value)
    {
        (int exit, string error) = await RunAsync((setting, value), ("Verifier:AllowPlainHttp", "true"), ("Verifier:Admin:Keys:a", Key));

        Assert.Equal(1, exit);
        Assert.Contains($"{setting} is \"http://", error, StringComparison.Ordinal);
        Assert.Contains("beyond loopback, where callers need keys; configure Verifier:Callers:{name}:Key", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BeyondLoopback))]
    public async Task Beyond_loopback_the_host_does_not_start_without_tls(string setting, string value)
    {
        (int exit, string error) = await RunAsync((setting, value), ("Verifier:Callers:web:Key", OtherKey), ("Verifier:Callers:web:Tenants:0", "*"), ("Verifier:Admin:Keys:a", Key));

        Assert.Equal(1, exit);
        Assert.Contains("plain HTTP beyond loopback; use https, or set Verifier:AllowPlainHttp to true", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", true)]
    [InlineData("http://127.0.0.1:0", false)]
    [InlineData("http://127.0.0.2:0", false)]
    [InlineData("http://[::1]:0", false)]
    [InlineData("HTTP://127.0.0.1:0", false)]
    public async Task Callers_and_plain_http_by_choice_let_it_listen_beyond_loopback(string url, bool callers)
    {
        (string, string?)[] more = callers ? [("Verifier:Callers:web:Key", OtherKey), ("Verifier:Callers:web:Tenants:0", "*"), ("Verifier:AllowPlainHttp", "true")] : [];
        Assert.True(TryBuild([("urls", url), ("Verifier:Admin:Keys:a", Key), .. more], out WebApplication? app, out IReadOnlyList<string> faults), string.Join('\n', faults));
        await app!.DisposeAsync();
    }

    [Theory]
    [InlineData("https://0.0.0.0:0")]
    [InlineData("https://127.0.0.1:0")]
    public async Task An_https_address_without_a_certificate_is_a_sentence(string url)
    {
        (int exit, string error) = await RunAsync(("urls", url), ("Verifier:Callers:web:Key", OtherKey), ("Verifier:Callers:web:Tenants:0", "*"), ("Verifier:Admin:Keys:a", Key));

        Assert.Equal(1, exit);
        Assert.StartsWith("The host cannot start: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_a_sentence()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();

        (int exit, string error) = await RunAsync(("urls", $"http://{taken.LocalEndpoint}"), ("Verifier:Admin:Keys:a", Key));

        Assert.Equal(1, exit);
        Assert.StartsWith("The host cannot start: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_a_sentence()
    {
        (int exit, string error) = await RunAsync(
            ("urls", "http://192.0.2.1:0"), ("Verifier:AllowPlainHttp", "true"), ("Verifier:Callers:web:Key", OtherKey), ("Verifier:Callers:web:Tenants:0", "*"), ("Verifier:Admin:Keys:a", Key));

        Assert.Equal(1, exit);
        Assert.StartsWith("The host cannot start: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_command_line_that_is_none_is_a_sentence()
    {
        await using StringWriter error = new();

        Assert.Equal(1, await StandaloneHost.RunAsync(["-x=1"], error));
        Assert.StartsWith("The configuration cannot be read: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_a_sentence()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("verifier-");
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "appsettings.json"), "{ \"Verifier\": ");
        await using StringWriter error = new() { NewLine = "\n" };

        Assert.Equal(1, await StandaloneHost.RunAsync([$"--contentRoot={root.FullName}"], error));
        Assert.StartsWith("The configuration cannot be read: ", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        root.Delete(recursive: true);
    }

    private static async Task<(int Exit, string Error)> RunAsync(params (string, string?)[] settings)
    {
        await using StringWriter error = new() { NewLine = "\n" };
        int exit = await StandaloneHost.RunAsync([], error, builder => Prepare(builder, settings));
        return (exit, error.ToString());
    }

    private static bool TryBuild((string, string?)[] settings, out WebApplication? app, out IReadOnlyList<string> faults)
        => StandaloneHost.TryBuild([], builder => Prepare(builder, settings), out app, out faults);

    private static void Prepare(WebApplicationBuilder builder, (string Setting, string? Value)[] settings)
    {
        Dictionary<string, string?> configured = settings.ToDictionary(pair => pair.Setting, pair => pair.Value);

        // So that a fault that is overlooked starts a host on loopback that the test would then wait for in vain.
        configured.TryAdd("Verifier:DataDirectory", DataDirectories.Next());
        if (!configured.Keys.Any(setting => setting is "http_ports" || setting.StartsWith("Kestrel:", StringComparison.Ordinal)))
        {
            configured.TryAdd("urls", "http://127.0.0.1:0");
        }

        builder.Configuration.AddInMemoryCollection(configured);
        builder.Logging.ClearProviders();
    }
}

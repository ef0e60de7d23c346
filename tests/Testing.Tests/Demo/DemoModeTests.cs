using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Verifier.Standalone.Demo;

namespace Verifier.Testing.Tests.Demo;

public sealed class DemoModeTests
{
    [Fact]
    public void The_argument_is_taken_out_of_the_command_line_so_that_it_cannot_swallow_the_next_one()
    {
        string[] asked = ["--demo", "--urls", "http://127.0.0.1:1"];
        string[] notAsked = ["--urls", "--demonstration"];

        Assert.True(DemoMode.IsAskedFor(ref asked));
        Assert.False(DemoMode.IsAskedFor(ref notAsked));
        Assert.Equal(["--urls", "http://127.0.0.1:1"], asked);
        Assert.Equal(2, notAsked.Length);
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://[::]:5081")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://api.example.com:5080")]
    [InlineData("urls", "http://192.168.1.2:5080")]
    [InlineData("urls", "http://unix:/tmp/verifier.sock")]
    [InlineData("urls", "nonsense")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Public:Url", "https://0.0.0.0:443")]
    [InlineData("Verifier:Admin:Urls", "http://0.0.0.0:9000")]
    [InlineData("Verifier:Admin:Urls:0", "http://0.0.0.0:9000")]
    public void The_demo_does_not_run_beyond_loopback_and_names_the_setting(string setting, string value)
    {
        string fault = Assert.Single(DemoMode.FaultsOf(With((setting, value))));

        Assert.StartsWith($"{setting} is \"", fault, StringComparison.Ordinal);
        Assert.Contains("loopback only", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:0;https://[::1]:5081")]
    [InlineData("http://127.8.9.10:5080")]
    public void The_demo_runs_on_loopback(string urls)
        => Assert.Empty(DemoMode.FaultsOf(With(("urls", urls))));

    [Fact]
    public void A_container_images_port_does_not_count_where_an_address_wins_over_it()
        => Assert.Empty(DemoMode.FaultsOf(With(("http_ports", "8080"), ("urls", "http://127.0.0.1:5080"))));

    [Fact]
    public void The_demo_does_not_mix_with_a_tenant_of_its_name()
        => Assert.Contains("tenant of that name", Assert.Single(DemoMode.FaultsOf(With(("Verifier:Tenants:demo:Issuers:0", "https://x.test")))), StringComparison.Ordinal);

    [Fact]
    public async Task The_demo_configures_its_tenant_over_what_is_configured_already()
    {
        await using DemoMode demo = await DemoMode.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new("Verifier:DataDirectory", "/var/lib/verifier"), new("Verifier:Fetch:AllowHttpLoopback", "false")]);

        demo.Configure(builder);

        Assert.StartsWith("http://127.0.0.1:", builder.Configuration["Verifier:Tenants:demo:Issuers:0"], StringComparison.Ordinal);
        Assert.Equal("https://api.demo", builder.Configuration["Verifier:Tenants:demo:Audiences:0"]);
        Assert.Equal("true", builder.Configuration["Verifier:Fetch:AllowHttpLoopback"]);
        Assert.Equal(demo.DataDirectory, builder.Configuration["Verifier:DataDirectory"]);
    }

    [Fact]
    public async Task The_demo_refuses_to_configure_a_host_beyond_loopback()
    {
        await using DemoMode demo = await DemoMode.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new("urls", "http://0.0.0.0:5080")]);

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => demo.Configure(builder));

        Assert.StartsWith("urls is", refusal.Message, StringComparison.Ordinal);
        Assert.Null(builder.Configuration["Verifier:Tenants:demo:Issuers:0"]);
    }

    [Fact]
    public async Task The_demo_prints_nothing_for_a_verifier_that_listens_beyond_loopback_after_all()
    {
        await using DemoMode demo = await DemoMode.StartAsync();
        using StringWriter output = new();

        _ = Assert.Throws<InvalidOperationException>(() => demo.Print(output, "http://0.0.0.0:5080"));

        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task The_demos_files_are_its_users_alone_and_go_with_it()
    {
        DemoMode demo = await DemoMode.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(demo.DataDirectory, "admin.key"), "key");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(demo.DataDirectory));
        }

        await demo.DisposeAsync();

        Assert.False(Directory.Exists(demo.DataDirectory));
    }

    private static IConfiguration With(params (string Setting, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Setting, (string?)setting.Value))).Build();
}

using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary>The admin key that a host makes for itself.</summary>
public sealed class AdminKeyFileTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"verifier-{Guid.NewGuid():n}");

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public void It_is_made_once_and_found_again()
    {
        Assert.True(AdminKeyFile.TryOpen(_directory, out NamedKey? made, out string path, out _));
        string text = File.ReadAllText(path);
        Assert.True(AdminKeyFile.TryOpen(_directory, out NamedKey? found, out _, out _));

        Assert.Equal(Path.Combine(_directory, "admin.key"), path);
        Assert.Matches("^[0-9a-f]{64}$", text);
        Assert.True(found!.IsSameKeyAs(made!));
        Assert.True(found.IsSameKeyAs(new NamedKey("other", text)));
    }

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.True(AdminKeyFile.TryOpen(_directory, out _, out string path, out _));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory));
    }

    [Fact]
    public void One_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.True(AdminKeyFile.TryOpen(_directory, out _, out string path, out _));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.False(AdminKeyFile.TryOpen(_directory, out NamedKey? key, out _, out string? fault));
        Assert.Null(key);
        Assert.Contains("its mode must be 0600", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public void One_that_is_no_key_is_refused_without_being_shown(string text)
    {
        Assert.True(AdminKeyFile.TryOpen(_directory, out _, out string path, out _));
        File.WriteAllText(path, text);

        Assert.False(AdminKeyFile.TryOpen(_directory, out NamedKey? key, out _, out string? fault));
        Assert.Null(key);
        Assert.StartsWith($"The key in {path} ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("short", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_a_sentence()
    {
        Assert.False(AdminKeyFile.TryOpen("/dev/null/nowhere", out _, out _, out string? fault));
        Assert.StartsWith("Verifier:DataDirectory is \"/dev/null/nowhere\"; admin.key cannot be kept there: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_configured_keys_takes_it_and_names_the_file_and_never_the_key()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Admin:Keys:boss", null), ("Verifier:Admin:ReadKeys:viewer", null), ("Verifier:DataDirectory", _directory));
        string path = Path.Combine(_directory, "admin.key");
        string key = await File.ReadAllTextAsync(path);

        using HttpResponseMessage response = await host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: key);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains(path, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_killed_start_left_half_written_is_no_key_and_in_nobodys_way()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(Path.Combine(_directory, "admin.key.new"), "half a k");

        Assert.True(AdminKeyFile.TryOpen(_directory, out _, out string path, out string? fault), fault);

        Assert.Equal(64, File.ReadAllText(path).Length);
        Assert.Equal([path], Directory.EnumerateFiles(_directory));
    }
}

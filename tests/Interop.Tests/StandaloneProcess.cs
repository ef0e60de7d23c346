using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifier.Interop.Tests;

/// <summary>The standalone host as users run it: a process of its own, configured by its environment, spoken to over HTTP.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _data;
    private readonly HttpClient _http;
    private readonly HttpClient _admin;

    private StandaloneProcess(ChildProcess process, DirectoryInfo data, Uri address, string adminKey)
    {
        _process = process;
        _data = data;
        AdminKey = adminKey;
        _http = new HttpClient { BaseAddress = address };
        _admin = new HttpClient { BaseAddress = address };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>The key that administration takes, for reading and writing.</summary>
    public string AdminKey { get; }

    /// <summary>Starts it with the tenant <c>acme</c>, which trusts that issuer, on a free port of loopback.</summary>
    public static Task<StandaloneProcess> StartAsync(string issuer) =>
        StartAsync([("Verifier:Tenants:acme:issuers:0", issuer), ("Verifier:Tenants:acme:audiences:0", InteropFixture.Api)]);

    /// <summary>Starts it with these settings, named as in configuration, on a free port of loopback.</summary>
    public static async Task<StandaloneProcess> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var data = Directory.CreateTempSubdirectory("verifier-interop-");
        var adminKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Verifier.Standalone.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = data.FullName,
            Environment =
            {
                ["Verifier__Fetch__AllowHttpLoopback"] = "true",
                ["Verifier__Admin__Keys__interop"] = adminKey,
                ["Verifier__DataDirectory"] = data.FullName,
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = ChildProcess.Start(start);
        try
        {
            return new StandaloneProcess(process, data, await process.ReadAddressAsync(), adminKey);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a decision on a request, for <c>acme</c> unless another tenant is named.</summary>
    public Task<Judgement> VerifyAsync(ClientRequest request, string tenant = "acme", params string[] scopes) =>
        VerifyAsync(new { tenant, authorization = request.Authorization, dpop = request.Dpop, method = request.Method, url = request.Url, scopes });

    /// <summary>Asks for a decision with a document of the caller's own.</summary>
    public async Task<Judgement> VerifyAsync(object document)
    {
        using var response = await _http.PostAsJsonAsync("/v1/verify", document, Documents);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return (await response.Content.ReadFromJsonAsync<Judgement>())!;
    }

    /// <summary>Puts a tenant by the API.</summary>
    public async Task PutTenantAsync(string tenant, object settings)
    {
        using var response = await _admin.PutAsJsonAsync($"/v1/tenants/{tenant}", settings, Documents);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Has a tenant's keys fetched now.</summary>
    public async Task RefreshKeysAsync(string tenant)
    {
        using var response = await _admin.PostAsync($"/v1/tenants/{tenant}/keys/refresh", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Revokes a tenant's tokens.</summary>
    public async Task RevokeAsync(string tenant, object revocation)
    {
        using var response = await _admin.PostAsJsonAsync($"/v1/tenants/{tenant}/revocations", revocation, Documents);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _admin.Dispose();
        await _process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    // A member that the contract does not ask for is left out, not sent as null.
    private static JsonSerializerOptions Documents { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

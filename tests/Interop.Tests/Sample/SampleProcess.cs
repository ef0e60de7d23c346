using System.Diagnostics;

namespace Verifier.Interop.Tests.Sample;

/// <summary>samples/minimal-api as whoever copied it runs it: a process of its own, configured by its environment beside its appsettings.json.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private SampleProcess(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Where orders are read with <c>read:orders</c> and placed with <c>write:orders</c>. A proof's <c>htu</c> has no query.</summary>
    public string Orders => new Uri(Address, "/orders?page=2").AbsoluteUri;

    /// <summary>Starts it with the tenant <c>acme</c>, which trusts that issuer, on a free port of loopback. Settings are named as in configuration.</summary>
    public static async Task<SampleProcess> StartAsync(string issuer, params IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MinimalApi.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["Verifier__Tenants__acme__issuers__0"] = issuer,
                ["Verifier__Tenants__acme__audiences__0"] = InteropFixture.Api,
                ["Verifier__Fetch__AllowHttpLoopback"] = "true",
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
            return new SampleProcess(process, await process.ReadAddressAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

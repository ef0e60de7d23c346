using System.Security.Cryptography;
using Verifier.AspNetCore.Configuration;
using Verifier.Testing;

namespace Verifier.Standalone.Demo;

/// <summary>
/// <c>--demo</c>: an issuer on loopback beside the verifier, the tenant <c>demo</c>, and lines to paste into a shell. Everything is made up at
/// the start and forgotten at the end, and nothing of it may listen beyond loopback.
/// </summary>
internal sealed class DemoMode : IAsyncDisposable
{
    public const string Tenant = "demo";
    public const string Audience = "https://api.demo";

    private const string Argument = "--demo";

    private readonly LoopbackIssuer _issuer;
    private readonly TestClient _client;
    private readonly DirectoryInfo _data;

    private DemoMode(LoopbackIssuer issuer, TestClient client, DirectoryInfo data)
    {
        _issuer = issuer;
        _client = client;
        _data = data;
    }

    /// <summary>Where the verifier keeps its files while the demo runs: readable for this user alone, deleted at the end.</summary>
    public string DataDirectory => _data.FullName;

    /// <summary>
    /// Whether the command line asks for the demo. Takes the argument out of it, for the configuration would read <c>--demo --urls X</c> as a
    /// setting named <c>demo</c> with the value <c>--urls</c>.
    /// </summary>
    public static bool IsAskedFor(ref string[] args)
    {
        int before = args.Length;
        args = [.. args.Where(argument => argument != Argument)];
        return args.Length < before;
    }

    /// <summary>Starts the issuer, on a free port, with a key and a client of its own.</summary>
    public static async Task<DemoMode> StartAsync(TimeProvider? time = null)
    {
        TestClient client = new("demo-client", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))
        {
            Scopes = [DemoScript.Scope, DemoScript.OtherScope],
            Audiences = [Audience],
            TokenLifetime = DemoScript.TokenLifetime,
        };
        LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Clients = [client], AllowsControl = true, Time = time });
        issuer.Issuer.Audience = Audience;
        return new DemoMode(issuer, client, Directory.CreateTempSubdirectory("verifier-demo-"));
    }

    /// <summary>Why the demo cannot run with this configuration: a sentence for each setting in its way.</summary>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration)
    {
        List<string> faults = [.. ListenAddresses.BeyondLoopback(configuration)
            .Select(address => $"{address.Setting} is \"{address.Address}\", and --demo listens on loopback only; use http://127.0.0.1:5080, or leave --demo out.")];
        if (configuration.GetSection($"Verifier:Tenants:{Tenant}").Exists())
        {
            faults.Add($"Verifier:Tenants:{Tenant} is configured, and --demo makes a tenant of that name; name yours otherwise, or leave --demo out.");
        }

        return faults;
    }

    /// <summary>Adds the tenant to the configuration, over whatever else is configured.</summary>
    /// <exception cref="InvalidOperationException">The demo cannot run with the present configuration; the message is for people.</exception>
    public void Configure(WebApplicationBuilder builder)
    {
        IReadOnlyList<string> faults = FaultsOf(builder.Configuration);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }

        _ = builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"Verifier:Tenants:{Tenant}:issuers:0"] = _issuer.Url,
            [$"Verifier:Tenants:{Tenant}:audiences:0"] = Audience,
            ["Verifier:Fetch:AllowHttpLoopback"] = "true",
            ["Verifier:DataDirectory"] = DataDirectory,
        });
    }

    /// <summary>Writes the lines to paste, once the verifier listens: the proof among them is good for five minutes from now.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="address">One address that the verifier listens on, as the server states it.</param>
    /// <exception cref="InvalidOperationException">The address is not on loopback: the verifier has to stop.</exception>
    public void Print(TextWriter output, string address)
    {
        if (!ListenAddresses.IsLoopbackAddress(address))
        {
            throw new InvalidOperationException($"The verifier listens on {address}, and --demo is for loopback only.");
        }

        string adminKey = Path.Combine(DataDirectory, "admin.key");
        DemoScript script = new(address.TrimEnd('/'), _issuer, _client, File.Exists(adminKey) ? adminKey : null);
        script.Write(output);
    }

    /// <summary>Stops the issuer and deletes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        try
        {
            _data.Delete(recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // In the system's temporary directory, with a key that opens nothing any more.
        }
    }
}

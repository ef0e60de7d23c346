using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifier.Interop.Tests.Faults;

/// <summary>The one-process host on one data directory, through all its lives, and the proofs that were sent to it.</summary>
internal sealed class MortalVerifier : IAsyncDisposable
{
    /// <summary>No request takes longer, whatever happens to the issuer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Documents = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly string[] _issuers;
    private readonly FaultReport _report;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("verifier-faults-");
    private readonly HttpClient _http = new() { Timeout = Patience };
    private volatile TaskCompletionSource<Life> _life = NextLife();

    private MortalVerifier(string[] issuers, FaultReport report) => (_issuers, _report) = (issuers, report);

    public SentProofs Proofs { get; } = new();

    /// <summary>Starts it with the tenant <c>acme</c>, which trusts these issuers.</summary>
    public static async Task<MortalVerifier> StartAsync(string[] issuers, FaultReport report)
    {
        var verifier = new MortalVerifier(issuers, report);
        await verifier.BeginAsync();
        return verifier;
    }

    /// <summary>The memory of the present process, in bytes.</summary>
    public async Task<long> WorkingSetAsync() => (await _life.Task).Process.WorkingSet;

    /// <summary>Ends the process, by force or by asking, and starts the next one.</summary>
    public async Task RestartAsync(bool byForce)
    {
        var life = await _life.Task;
        life.End = byForce ? "kill -9" : "a clean stop";
        _life = NextLife();
        await using (life.Process)
        {
            if (byForce)
            {
                await life.Process.KillAsync();
            }
            else if (await life.Process.StopAsync() is not 0 and var code)
            {
                _report.Violated($"a clean stop ended with {code}");
            }
        }

        var began = Stopwatch.GetTimestamp();
        await BeginAsync();
        _report.Count(life.End);
        _report.Took("restart", Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Asks for a decision, once it is up; null when it was ended before it could answer.</summary>
    public async Task<Judgement?> AskAsync(ClientRequest request, string what)
    {
        var present = _life;
        var life = await present.Task;
        var began = Stopwatch.GetTimestamp();
        try
        {
            var document = new
            {
                tenant = "acme",
                authorization = request.Authorization,
                dpop = request.Dpop,
                method = request.Method,
                url = request.Url,
                scopes = new[] { "read:orders" },
            };
            using var response = await _http.PostAsJsonAsync(new Uri(life.Address, "/v1/verify"), document, Documents);
            var judgement = response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadFromJsonAsync<Judgement>() : null;
            _report.Took("a verdict", Stopwatch.GetElapsedTime(began));
            if (judgement is null)
            {
                _report.Violated($"{what} was answered {(int)response.StatusCode}");
            }

            return judgement;
        }
        catch (OperationCanceledException)
        {
            _report.Violated($"{what} hung for {Patience.TotalSeconds} s");
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or JsonException)
        {
            // Whoever ends a process says so first.
            if (_life == present)
            {
                _report.Violated($"{what} was cut off by a process that nobody ended: {cut.Message}");
            }

            _report.Count($"request cut off by {life.End}");
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_life.Task.IsCompletedSuccessfully)
        {
            await (await _life.Task).Process.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private static TaskCompletionSource<Life> NextLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task BeginAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Verifier.Standalone.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = _data.FullName,
            Environment =
            {
                ["Verifier__Tenants__acme__audiences__0"] = InteropFixture.Api,
                ["Verifier__Fetch__AllowHttpLoopback"] = "true",
                ["Verifier__DataDirectory"] = _data.FullName,
                ["Logging__LogLevel__Default"] = "Error",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        for (var i = 0; i < _issuers.Length; i++)
        {
            start.Environment[$"Verifier__Tenants__acme__issuers__{i}"] = _issuers[i];
        }

        var process = ChildProcess.Start(start);
        try
        {
            _life.SetResult(new Life(process, await process.ReadAddressAsync()));
        }
        catch (Exception fault)
        {
            // Nobody waits for a life that does not begin.
            _life.SetException(fault);
            await process.DisposeAsync();
            throw;
        }
    }

    private sealed record Life(ChildProcess Process, Uri Address)
    {
        public string End { get; set; } = "nobody";
    }
}

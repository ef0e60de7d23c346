using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Conformance;
using Verifier.Conformance;
using Verifier.Explanations;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>The one-process host behind HTTP, asked to explain each request before it is asked to decide on it: the two must agree, and nothing may be used up by the first.</summary>
internal sealed class ExplainedHost(HttpHost host) : IVerifierHost
{
    private static readonly string[] OfTheLedger = ["proof_replayed", "replay_fence", "replay_unavailable", "overloaded"];

    public TestClock? Clock => host.Clock;

    public int Crowd => host.Crowd;

    public async Task<Answered> AskAsync(Ask ask)
    {
        JsonObject explained = await ExplainAsync(ask);
        Answered answer = await host.AskAsync(ask);

        // The ledger is the one thing that an explanation does not ask.
        bool isAllowed = OfTheLedger.Contains(answer.Outcome) || answer.Allowed;
        Assert.Equal(isAllowed, (bool)explained["allowed"]!);
        Assert.Equal(isAllowed ? null : answer.Outcome, (string?)explained["reason"]);
        Assert.Equal(isAllowed ? (200, null) : (answer.Status, answer.Error), ((int)explained["status"]!, (string?)explained["error"]));
        CheckTheChecks(explained["checks"]!.AsArray(), isAllowed ? null : answer.Outcome);
        CheckForSecrets(explained.ToJsonString(), [.. ask.Authorization, .. ask.DPoP]);
        return answer;
    }

    public async Task<JsonObject> ExplainAsync(Ask ask)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/explain") { Content = new StringContent(ask.ToDocument().ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HttpHost.AdminKey);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public Task PutTenantAsync(string tenant, JsonObject settings) => host.PutTenantAsync(tenant, settings);

    public Task DeleteTenantAsync(string tenant) => host.DeleteTenantAsync(tenant);

    public Task<string> RevokeAsync(string tenant, JsonObject revocation) => host.RevokeAsync(tenant, revocation);

    public Task RestoreAsync(string tenant, string revocation) => host.RestoreAsync(tenant, revocation);

    public Task RefreshKeysAsync(string tenant) => host.RefreshKeysAsync(tenant);

    public Task CutLedgerOffAsync() => host.CutLedgerOffAsync();

    public Task LoseLedgerAsync() => host.LoseLedgerAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static void CheckTheChecks(JsonArray checks, string? reason)
    {
        string[] outcomes = [.. checks.Where(check => (string?)check!["check"] != "replay").Select(check => (string)check!["outcome"]!)];
        int passed = outcomes.TakeWhile(outcome => outcome == "passed").Count();
        Assert.Equal(reason is null ? [] : ["failed"], outcomes[passed..].Take(1));
        Assert.All(outcomes[passed..].Skip(1), outcome => Assert.Equal("not_reached", outcome));
        Assert.All(checks.Where(check => (string?)check!["check"] == "replay"), check => Assert.Equal("not_reached", (string?)check!["outcome"]));
        if (reason is null)
        {
            return;
        }

        JsonNode failed = checks[passed]!;
        Check check = CheckList.All.Single(check => check.Name == (string?)failed["check"]);
        Assert.Contains(reason, check.Reasons.Select(one => Refusals.Of(one).Code));
        Assert.False(string.IsNullOrEmpty((string?)failed["expected"]));
        Assert.Equal(Advice.On(check.Reasons.Single(one => Refusals.Of(one).Code == reason)), (string?)failed["advice"]);
    }

    // A signature is what makes a token or a proof usable; a short one is a test's own.
    private static void CheckForSecrets(string explained, IReadOnlyList<string> headers)
        => Assert.All(
            headers.Where(header => header.Split('.') is [_, _, { Length: > 40 }]),
            header => Assert.DoesNotContain(header.Split('.')[2], explained, StringComparison.Ordinal));
}

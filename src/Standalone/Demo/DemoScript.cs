using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Standalone.Demo;

/// <summary>
/// What the demo prints. Its form holds still, so that a script can run it: <c># N. title</c>, then <c># expect member=value …</c> where
/// something is stated, then one line that begins with <c>curl </c>. All of it together is a shell script.
/// </summary>
internal sealed class DemoScript
{
    public const string Scope = "read:orders";
    public const string OtherScope = "write:orders";

    private const string Method = "GET";
    private const string Placeholder = "TOKEN";
    private const string Url = $"{DemoMode.Audience}/orders";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _verifier;
    private readonly LoopbackIssuer _issuer;
    private readonly string _token;

    public DemoScript(string verifier, LoopbackIssuer issuer, TestClient client, string? adminKeyFile)
    {
        _verifier = verifier;
        _issuer = issuer;
        _token = Token(client);
        Steps = [.. Decisions(client), .. MoreTokens(client), .. adminKeyFile is null ? [] : HeldKeys(adminKeyFile)];
    }

    public static TimeSpan TokenLifetime { get; } = TimeSpan.FromHours(1);

    public IReadOnlyList<DemoStep> Steps { get; }

    public void Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"# Verifier's demo, until Ctrl+C. Verifier: {_verifier} - demo issuer: {_issuer.Url}");
        output.WriteLine($"# Tenant \"{DemoMode.Tenant}\" takes that issuer's tokens for {DemoMode.Audience}. Keys, tokens and secrets were made just now");
        output.WriteLine("# and end with this process. Paste the lines that begin with curl into another terminal; this whole text is a shell script, too.");
        output.WriteLine();
        output.WriteLine($"# A token, good for an hour, with the scope {Scope}");
        output.WriteLine($"TOKEN={Quote(_token)}");
        foreach ((DemoStep step, int number) in Steps.Select((step, index) => (step, index + 1)))
        {
            output.WriteLine();
            output.WriteLine($"# {number}. {step.Title}");
            if (step.Expect.Length > 0)
            {
                output.WriteLine($"# expect {step.Expect}");
            }

            output.WriteLine(step.Command);
        }

        output.WriteLine();
        output.Flush();
    }

    private IEnumerable<DemoStep> Decisions(TestClient client)
    {
        yield return new DemoStep(
            "An allowed request: the token is good and has the scope that is asked for",
            "allowed=true scheme=Bearer",
            Verify(Quote(Document($"Bearer {_token}", Scope))));
        yield return new DemoStep(
            "A missing scope: the same token, where another scope is needed",
            "allowed=false status=403 error=insufficient_scope reason=scope_missing",
            Verify(Quote(Document($"Bearer {_token}", OtherScope))));
        string tampered = Jws.Tamper(_token, claims => claims["scope"] = $"{Scope} {OtherScope}");
        yield return new DemoStep(
            "A tampered token: somebody wrote the other scope into it, which the signature does not cover",
            "allowed=false status=401 error=invalid_token reason=signature_invalid",
            Verify(Quote(Document($"Bearer {tampered}", OtherScope))));

        TestKey key = TestKey.Create();
        string bound = Token(client, key);
        string proof = DPoPProof.Create(key, Method, Url, bound, time: _issuer.Issuer.Time);
        string withProof = Verify(Quote(Document($"DPoP {bound}", Scope, proof)));
        yield return new DemoStep(
            "DPoP: a token bound to a key, and a proof by that key for this request; good for five minutes from the start",
            "allowed=true scheme=DPoP",
            withProof);
        yield return new DemoStep(
            "Its replay: run the same line again",
            "allowed=false status=401 error=invalid_dpop_proof reason=proof_replayed",
            withProof);
    }

    private IEnumerable<DemoStep> MoreTokens(TestClient client)
    {
        string fetch = Curl(
            _issuer.Issuer.TokenEndpoint,
            $"-u {Quote($"{client.Id}:{client.Secret}")} -d grant_type=client_credentials -d scope={Scope} -d audience={DemoMode.Audience}");
        yield return new DemoStep("More tokens, from the demo issuer, with its client's id and secret", "token_type=Bearer", fetch);
        yield return new DemoStep(
            "The demo issuer rotates its keys: it signs with a new one from now on, and still publishes the old one",
            "alg=ES256",
            Curl($"http://127.0.0.1:{_issuer.Port}/control/rotate", "-X POST"));

        // The document's quotes are closed around the inner command, whose answer has no character that JSON would mind.
        string[] around = Document($"Bearer {Placeholder}", Scope).Split(Placeholder);
        string token = $$"""
            "$({{fetch}} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"
            """;
        yield return new DemoStep(
            "A token fetched and judged in one line: it is signed with a key that the verifier has not seen, and fetches now",
            "allowed=true",
            Verify($"{Quote(around[0])}{token}{Quote(around[1])}"));
    }

    private IEnumerable<DemoStep> HeldKeys(string adminKeyFile)
    {
        yield return new DemoStep(
            "The issuer's keys as the verifier holds them: administration needs the key that was made at the start",
            "",
            Curl($"{_verifier}/v1/tenants/{DemoMode.Tenant}/keys", $"-H \"Authorization: Bearer $(cat {Quote(adminKeyFile)})\""));
    }

    private string Token(TestClient client, TestKey? boundTo = null) => _issuer.Issuer.Token(token =>
    {
        token.Claims["sub"] = client.Id;
        token.Claims["client_id"] = client.Id;
        token.Claims["scope"] = Scope;
        _ = token.ValidFor(TokenLifetime);
        if (boundTo is not null)
        {
            _ = token.BoundTo(boundTo);
        }
    });

    private string Verify(string quotedDocument) => Curl($"{_verifier}/v1/verify", $"-H 'Content-Type: application/json' -d {quotedDocument}");

    private static string Document(string authorization, string scope, string? proof = null)
    {
        var document = new JsonObject { ["tenant"] = DemoMode.Tenant, ["authorization"] = authorization };
        if (proof is not null)
        {
            document["dpop"] = proof;
            document["method"] = Method;
            document["url"] = Url;
        }

        document["scopes"] = new JsonArray(scope);
        return document.ToJsonString(Plain);
    }

    // The answers end without a newline; -w gives the prompt a line of its own.
    private static string Curl(string url, string options) => $"curl -sS -w '\\n' {options} {Quote(url)}";

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

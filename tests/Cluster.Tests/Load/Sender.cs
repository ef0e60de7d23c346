using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifier.Cluster.Tests.Processes;

namespace Verifier.Cluster.Tests.Load;

/// <summary>Sends proofs to front ends and reads their answers.</summary>
internal sealed class Sender : IDisposable
{
    public const string Method = "GET";
    public const string Url = "https://api.test/orders";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How long an answer is waited for; then its outcome is unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<ProofAnswer> SendAsync(Uri frontEnd, SentProof proof)
    {
        JsonObject document = new()
        {
            ["tenant"] = ClusterOfProcesses.Tenant,
            ["authorization"] = $"{(proof.Proof is null ? "Bearer" : "DPoP")} {proof.Token}",
            ["method"] = Method,
            ["url"] = Url,
        };
        if (proof.Proof is not null)
        {
            document["dpop"] = proof.Proof;
        }

        using CancellationTokenSource patience = new(Patience);
        try
        {
            using HttpResponseMessage response = await _http.PostAsJsonAsync(new Uri(frontEnd, "/v1/verify"), document, patience.Token);
            return response.StatusCode is HttpStatusCode.OK
                ? Read(JsonNode.Parse(await response.Content.ReadAsStringAsync(patience.Token))!)
                : new ProofAnswer(AnswerKind.Refused, $"{(int)response.StatusCode}", null);
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return new ProofAnswer(AnswerKind.Lost, "(no answer)", null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ProofAnswer Read(JsonNode answer)
    {
        string? nonce = answer["headers"]?["DPoP-Nonce"]?[0]?.GetValue<string>();
        if (answer["allowed"]!.GetValue<bool>())
        {
            return new ProofAnswer(AnswerKind.Allowed, "allowed", nonce);
        }

        string reason = answer["reason"]!.GetValue<string>();
        AnswerKind kind = answer["error"]?.GetValue<string>() switch
        {
            "use_dpop_nonce" => AnswerKind.NonceAsked,
            "temporarily_unavailable" => AnswerKind.Unavailable,
            _ when reason == "proof_replayed" => AnswerKind.Replayed,
            _ => AnswerKind.Refused,
        };
        return new ProofAnswer(kind, reason, nonce);
    }
}

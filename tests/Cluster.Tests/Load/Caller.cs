using Verifier.Cluster.Tests.Processes;
using Verifier.Testing;

namespace Verifier.Cluster.Tests.Load;

/// <summary>
/// An honest client with a key, a token and the last nonce. It repeats a request that was answered <c>use_dpop_nonce</c>, at once, with a new proof that carries the nonce; and one that was answered 503 or not at all, after
/// a moment, with a new proof too: the old one may have been recorded, and would then be refused as used. It sends each proof as often as it is told to, which a thief would do.
/// </summary>
internal sealed class Caller(ClusterOfProcesses cluster, Sender sender, ProofBook book)
{
    // For what takes a moment, or a silo's death: ends a hung run and measures nothing.
    private const int Patience = 60_000;

    private readonly TestKey _key = TestKey.Create();
    private string? _token;
    private string? _nonce;

    private string Token => _token ??= cluster.Issuer.Issuer.Token(token =>
    {
        token.Claims["aud"] = ClusterOfProcesses.Audience;
        _ = token.BoundTo(_key).ValidFor(TimeSpan.FromDays(1));
    });

    /// <summary>A proof of this client's that was not sent yet.</summary>
    public SentProof Prove() => new(Token, DPoPProof.Create(_key, Sender.Method, Sender.Url, Token, _nonce));

    /// <summary>Sends a request until it gets through.</summary>
    /// <param name="copies">How often each proof is sent, at the same moment, to front ends chosen at random.</param>
    /// <param name="serving">The front ends.</param>
    public async Task RequestAsync(int copies, Func<IReadOnlyList<HostProcess>> serving)
    {
        book.Begin();
        long began = Environment.TickCount64;
        List<string> story = [];
        while (Environment.TickCount64 - began < Patience)
        {
            SentProof proof = Prove();
            ProofAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => SendAsync(proof, AnyOf(serving()))));

            // Only now can it be stolen: a thief who overtakes its owner would have it refused, rightly.
            book.Add(proof);
            story.AddRange(answers.Select(answer => $"{Environment.TickCount64 - began} ms {answer.Reason}"));
            if (answers.Any(answer => answer.Kind is AnswerKind.Allowed))
            {
                book.GotThrough(Environment.TickCount64 - began);
                return;
            }

            if (answers.All(answer => answer.Kind is AnswerKind.Replayed))
            {
                book.Fault("A proof that nobody had used was refused as used.");
            }

            if (answers.All(answer => answer.Kind is not AnswerKind.NonceAsked))
            {
                await Task.Delay(Random.Shared.Next(50, 250));
            }
        }

        book.Fault($"A request did not get through: {string.Join(", ", story.TakeLast(40))}");
    }

    /// <summary>Sends a proof once.</summary>
    public async Task<ProofAnswer> SendAsync(SentProof proof, HostProcess to)
    {
        ProofAnswer answer = await sender.SendAsync(to.Address!, proof);
        book.Take(proof, answer);
        _nonce = answer.Nonce ?? _nonce;
        return answer;
    }

    /// <summary>Sends a token that is bound to no key.</summary>
    public Task<ProofAnswer> SendBearerAsync(HostProcess to) => sender.SendAsync(to.Address!, new SentProof(cluster.Issuer.Issuer.Token(token => token.Claims["aud"] = ClusterOfProcesses.Audience), null));

    private static HostProcess AnyOf(IReadOnlyList<HostProcess> processes) => processes[Random.Shared.Next(processes.Count)];
}

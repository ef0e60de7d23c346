using Verifier.Testing;

namespace Verifier.Interop.Tests.Faults;

/// <summary>A client of one issuer that sends good requests to one verifier; those with a proof arrive there twice.</summary>
internal sealed class HonestCaller(MortalVerifier verifier, TroubledIssuer issuer, FaultReport report)
{
    private const string Url = InteropFixture.Orders;
    private const int UsesOfAToken = 20;

    private readonly TestKey _key = TestKey.Create();
    private readonly string _subject = Guid.NewGuid().ToString("N");
    private int _usesLeft;
    private string _bearer = "";
    private string _bound = "";
    private string? _nonce;

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            _ = Random.Shared.Next(2) == 0 ? await BearerAsync() : await BoundAsync();
            await Wait.BetweenRequestsAsync(end);
        }
    }

    /// <summary>Sends requests of both kinds, with tokens issued from now on, until one of each has passed; false when none has for so long.</summary>
    public async Task<bool> GetThroughAsync(TimeSpan patience)
    {
        _usesLeft = 0;
        using var end = new CancellationTokenSource(patience);
        while (!(await BearerAsync() && await BoundAsync()))
        {
            if (end.IsCancellationRequested)
            {
                return false;
            }

            await Wait.BetweenRequestsAsync(end.Token);
        }

        return true;
    }

    private async Task<bool> BearerAsync()
    {
        RenewTokens();
        return Passed(await verifier.AskAsync(new ClientRequest("", $"Bearer {_bearer}", null, "GET", Url), "an honest Bearer request"), "Bearer");
    }

    // As clients do: with the last nonce, if there was one, and once more with another one when that is asked for. Now and then the last one is forgotten.
    private async Task<bool> BoundAsync()
    {
        RenewTokens();
        if (Random.Shared.Next(4) == 0)
        {
            _nonce = null;
        }

        var answers = await SendTwiceAsync();
        if (answers.FirstOrDefault(answer => answer?.Error == "use_dpop_nonce") is { } asked)
        {
            report.Count($"honest DPoP request asked for a nonce: {asked.Reason}");
            _nonce = asked.Header("DPoP-Nonce").Single();
            answers = await SendTwiceAsync();
        }

        // A proof whose answer was lost may be used up: what the other copy was told says nothing then.
        return Passed(answers.FirstOrDefault(answer => answer is { Allowed: true }) ?? (answers.Contains(null) ? null : answers[0]), "DPoP");
    }

    private async Task<Judgement?[]> SendTwiceAsync()
    {
        var proof = verifier.Proofs.Add(new ClientRequest("", $"DPoP {_bound}", DPoPProof.Create(_key, "GET", Url, _bound, _nonce), "GET", Url));
        if (Random.Shared.Next(2) == 0)
        {
            return await Task.WhenAll(proof.SendAsync(verifier, report, "both at once"), proof.SendAsync(verifier, report, "both at once"));
        }

        var first = await proof.SendAsync(verifier, report, "one after the other");
        return [first, await proof.SendAsync(verifier, report, "one after the other")];
    }

    private bool Passed(Judgement? judgement, string scheme)
    {
        switch (judgement)
        {
            case null:
                return false;
            case { Allowed: false }:
                report.Count($"honest {scheme} request refused: {judgement.Reason}");
                _usesLeft = 0;

                // Asked for a nonce a second time: there was another restart between the two attempts.
                if (issuer.IsCalm && judgement.Error != "use_dpop_nonce")
                {
                    report.Violated($"a client of the issuer that has no trouble was refused: {judgement.Reason}");
                }

                return false;
            case var allowed when (allowed.Subject, allowed.Issuer) != (_subject, issuer.Url):
                report.Violated("the verdict on one client's token was given to another");
                return false;
            default:
                report.Count($"honest {scheme} request passed");
                return true;
        }
    }

    private void RenewTokens()
    {
        if (_usesLeft-- > 0)
        {
            return;
        }

        _usesLeft = UsesOfAToken;
        _bearer = issuer.Token(token => token.Claims["sub"] = _subject);
        _bound = issuer.Token(token => token.BoundTo(_key).Claims["sub"] = _subject);
    }
}

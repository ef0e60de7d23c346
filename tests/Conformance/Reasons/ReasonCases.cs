using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Reasons;

/// <summary>For each reason one request that is good but for that.</summary>
internal static class ReasonCases
{
    /// <summary>Plays the case of a reason; throws when there is none.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="world">A world that the case may leave in disorder.</param>
    public static async Task<Answered> PlayAsync(Reason reason, World world)
    {
        Scene scene = await world.SceneAsync();
        return await (reason switch
        {
            Reason.CredentialsMissing => scene.AskAsync(scene.Request(null)),
            Reason.AuthorizationMultiple => scene.AskAsync(scene.Bearer(scene.Token()) with { Authorization = [$"Bearer {scene.Token()}", $"Bearer {Scene.Marker}"] }),
            Reason.AuthorizationMalformed => scene.AskAsync(scene.Bearer($"{Scene.Marker} {Scene.Marker}")),
            Reason.AuthorizationSchemeUnknown => scene.AskAsync(scene.Request($"{Scene.Marker} {scene.Token()}")),
            Reason.SchemeNotAccepted => SchemeNotAccepted(scene),
            Reason.TokenTooLarge => scene.AskAsync(scene.Bearer(new string('a', (16 * 1024) + 1))),
            Reason.TokenMalformed => scene.AskAsync(scene.Bearer(Scene.Marker)),
            Reason.TokenAlgNotAllowed => scene.AskBearerAsync(token => token.Header["alg"] = Scene.Marker),
            Reason.TokenTypNotAllowed => scene.AskBearerAsync(token => token.Header["typ"] = Scene.Marker),
            Reason.TokenCritUnsupported => scene.AskBearerAsync(token => token.Header["crit"] = new JsonArray("x-note")),
            Reason.IssuerMissing => scene.AskBearerAsync(token => token.Claims.Remove("iss")),
            Reason.IssuerUnknown => scene.AskBearerAsync(token => token.Claims["iss"] = $"https://{Scene.Marker}.test"),
            Reason.TenantAmbiguous => TenantAmbiguous(scene),
            Reason.KeyUnknown => scene.AskBearerAsync(token => token.SignedBy(TestKey.Create(kid: Scene.Marker))),
            Reason.KeyAmbiguous => KeyAmbiguous(world),
            Reason.KeyUnusable => scene.AskBearerAsync(token => token.Header["alg"] = "RS256"),
            Reason.KeysUnavailable => KeysUnavailable(world),
            Reason.SignatureInvalid => scene.AskAsync(scene.Bearer(Jws.Tamper(scene.Token(), claims => claims["sub"] = $"admin-{Scene.Marker}"))),
            Reason.TokenClaimMissing => scene.AskBearerAsync(token => token.Claims.Remove("exp")),
            Reason.TokenClaimInvalid => scene.AskBearerAsync(token => token.Claims["exp"] = Scene.Marker),
            Reason.TokenExpired => scene.AskBearerAsync(token => token.ValidFor(TimeSpan.FromHours(-1))),
            Reason.TokenNotYetValid => scene.AskBearerAsync(token => token.Claims["nbf"] = scene.Now + 3600),
            Reason.TokenAudienceMismatch => scene.AskBearerAsync(token => token.Claims["aud"] = Scene.Marker),
            Reason.TokenRevoked => TokenRevoked(scene),
            Reason.RequiredClaimMissing => scene.AskAsync(scene.Bearer(scene.Token()) with { RequiredClaims = ["org_id"] }),
            Reason.ScopeMissing => scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["scope"] = Scene.Marker)) with { Scopes = ["read:orders", "write:orders"] }),
            Reason.AcrInsufficient => scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["acr"] = Scene.Marker)) with { AcrValues = ["urn:mfa", "urn:key"] }),
            Reason.AuthTooOld => scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["auth_time"] = scene.Now - 3600)) with { MaxAgeSeconds = 300 }),
            Reason.TokenBoundAsBearer => scene.AskAsync(scene.Bearer(scene.BoundToken())),
            Reason.CertificateMissing => scene.AskBearerAsync(token => token.BindTo(Certificates.Create())),
            Reason.CertificateMismatch => scene.AskAsync(scene.Bearer(scene.Token(token => token.BindTo(Certificates.Create()))) with { ClientCertificate = Certificates.Create() }),
            _ => OfProof(reason, scene),
        });
    }

    private static Task<Answered> OfProof(Reason reason, Scene scene)
    {
        string token = scene.BoundToken();
        return reason switch
        {
            Reason.TokenNotBound => NotBound(scene, scene.Token()),
            Reason.TokenBindingMismatch => scene.AskProofAsync(key: TestKey.Create()),
            Reason.ProofMissing => scene.AskAsync(scene.Request($"DPoP {token}")),
            Reason.ProofMultiple => scene.AskAsync(scene.DPoP(token, "") with { DPoP = [scene.Proof(token), scene.Proof(token)] }),
            Reason.ProofWithBearer => scene.AskAsync(scene.Request($"Bearer {scene.Token()}", scene.Proof(token))),
            Reason.ProofRequestMissing => scene.AskAsync(scene.DPoP(token, scene.Proof(token)) with { Url = null }),
            Reason.ProofTooLarge => scene.AskAsync(scene.DPoP(token, new string('a', (8 * 1024) + 1))),
            Reason.ProofMalformed => scene.AskAsync(scene.DPoP(token, Scene.Marker)),
            Reason.ProofTyp => scene.AskProofAsync(proof => proof.Header["typ"] = Scene.Marker),
            Reason.ProofAlg => scene.AskProofAsync(proof => proof.Header["alg"] = Scene.Marker),
            Reason.ProofJwkInvalid => scene.AskProofAsync(proof => proof.Header["jwk"] = Scene.Marker),
            Reason.ProofJwkPrivate => scene.AskProofAsync(proof => proof.Header["jwk"]!["d"] = Scene.Marker),
            Reason.ProofSignatureInvalid => scene.AskAsync(scene.DPoP(token, Jws.Tamper(scene.Proof(token), claims => claims["jti"] = Scene.Marker))),
            Reason.ProofClaimMissing => scene.AskProofAsync(proof => proof.Claims.Remove("jti")),
            Reason.ProofClaimInvalid => scene.AskProofAsync(proof => proof.Claims["iat"] = Scene.Marker),
            Reason.ProofHtmMismatch => scene.AskProofAsync(proof => proof.Claims["htm"] = Scene.Marker),
            Reason.ProofHtuMismatch => scene.AskProofAsync(proof => proof.Claims["htu"] = $"https://{Scene.Marker}.test/orders"),
            Reason.ProofIatTooOld => scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now - 3600),
            Reason.ProofIatFuture => scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now + 3600),
            Reason.ProofAthMismatch => scene.AskProofAsync(proof => proof.Claims["ath"] = Scene.Marker),
            Reason.ProofReplayed => Replayed(scene, scene.DPoP(token, scene.Proof(token))),
            Reason.NonceMissing => NonceMissing(scene),
            Reason.NonceInvalid => scene.AskProofAsync(nonce: Scene.Marker),
            Reason.ReplayFence => Fenced(scene, scene.DPoP(token, scene.Proof(token))),
            Reason.ReplayUnavailable => CutOff(scene),
            Reason.Overloaded => Overloaded(scene),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no case of this reason."),
        };
    }

    private static async Task<Answered> SchemeNotAccepted(Scene scene)
    {
        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = "disabled" });
        string token = scene.BoundToken();
        return await scene.AskAsync(scene.DPoP(token, scene.Proof(token)));
    }

    private static async Task<Answered> TenantAmbiguous(Scene scene)
    {
        Scene other = await scene.World.SceneAsync();
        return await other.AskAsync(scene.Bearer(scene.Token()) with { Tenant = null });
    }

    private static async Task<Answered> KeyAmbiguous(World world)
    {
        Scene scene = await world.SceneAsync(server: await world.IssuerAsync());
        _ = scene.Issuer.Rotate();
        return await scene.AskBearerAsync(token => token.Header.Remove("kid"));
    }

    private static async Task<Answered> KeysUnavailable(World world)
    {
        Scene scene = await world.SceneAsync(server: await world.IssuerAsync());
        scene.Server.Faults.SetAll(IssuerFault.ServerError);
        return await scene.AskBearerAsync();
    }

    private static async Task<Answered> TokenRevoked(Scene scene)
    {
        string token = scene.Token();
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["jti"] = (string?)Jws.ReadClaims(token)["jti"] });
        return await scene.AskAsync(scene.Bearer(token));
    }

    private static Task<Answered> NotBound(Scene scene, string token) => scene.AskAsync(scene.DPoP(token, scene.Proof(token)));

    private static async Task<Answered> Replayed(Scene scene, Ask ask)
    {
        Assert.Equal(Answered.Yes, (await scene.AskAsync(ask)).Outcome);
        return await scene.AskAsync(ask);
    }

    private static async Task<Answered> NonceMissing(Scene scene)
    {
        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required" });
        return await scene.AskProofAsync();
    }

    private static async Task<Answered> Fenced(Scene scene, Ask ask)
    {
        Assert.Equal(Answered.Yes, (await scene.AskAsync(ask)).Outcome);
        await scene.Host.LoseLedgerAsync();
        return await scene.AskAsync(ask);
    }

    private static async Task<Answered> CutOff(Scene scene)
    {
        await scene.Host.CutLedgerOffAsync();
        return await scene.AskProofAsync();
    }

    // One key may fill half of its tenant's budget; above that, a sixteenth is its share.
    private static async Task<Answered> Overloaded(Scene scene)
    {
        await scene.PutAsync(settings => settings["replay"] = new JsonObject { ["budget"] = 16 });
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(Answered.Yes, (await scene.AskProofAsync()).Outcome);
        }

        return await scene.AskProofAsync();
    }
}

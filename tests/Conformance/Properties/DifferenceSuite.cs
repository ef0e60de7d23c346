using FsCheck;
using FsCheck.Fluent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Verifier.Testing;

namespace Verifier.Conformance.Properties;

/// <summary>Whatever we accept, <see cref="JsonWebTokenHandler"/> with the same settings accepts too.</summary>
public abstract class DifferenceSuite(Stage stage) : VerifierSuite(stage)
{
    private const int Skew = 10;
    private const int Samples = 500;

    [Fact]
    public async Task Whatever_we_accept_JsonWebTokenHandler_accepts_too()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        _ = server.Issuer.Rotate(next: TestKey.Shared("PS256"));
        _ = server.Issuer.Rotate(next: TestKey.Shared("ES384"));
        _ = server.Issuer.Rotate(next: TestKey.Shared("ES256"));
        Scene scene = await World.SceneAsync(settings => settings["clockSkewSeconds"] = Skew, server);
        TokenValidationParameters parameters = Parameters(scene);
        JsonWebTokenHandler handler = new();
        Mutation[] mutations = Mutations.Of(scene);
        Gen<(int[], int)> tokens = from count in Gen.Choose(0, 3)
                                   from chosen in Gen.Choose(0, mutations.Length - 1).ArrayOf(count)
                                   from key in Gen.Choose(0, server.Issuer.Keys.Count - 1)
                                   select (chosen, key);
        int accepted = 0;
        int refusedByBoth = 0;
        int stricter = 0;
        await Task.Run(() => Prop.ForAll(tokens.ToArbitrary(), sample =>
        {
            (int[] chosen, int key) = sample;
            string token = scene.Token(spec =>
            {
                _ = spec.SignedBy(server.Issuer.Keys[key]);
                foreach (int index in chosen)
                {
                    mutations[index].Change(spec);
                }
            });
            Answered ours = scene.AskAsync(scene.Bearer(token)).GetAwaiter().GetResult();
            TokenValidationResult theirs = handler.ValidateTokenAsync(token, parameters).GetAwaiter().GetResult();
            accepted += ours.Allowed ? 1 : 0;
            refusedByBoth += !ours.Allowed && !theirs.IsValid ? 1 : 0;
            stricter += !ours.Allowed && theirs.IsValid ? 1 : 0;
            return (!ours.Allowed || theirs.IsValid).Label($"[{string.Join(", ", chosen.Select(index => mutations[index].Name))}] with {server.Issuer.Keys[key]}: {theirs.Exception?.Message}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Samples)));

        // Else the test would have compared nothing.
        Assert.True(accepted > Samples / 10, $"Only {accepted} were accepted.");
        Assert.True(refusedByBoth > Samples / 10, $"Only {refusedByBoth} were refused by both.");
        Assert.True(stricter > 0, "None was refused by us alone.");
    }

    private static TokenValidationParameters Parameters(Scene scene) => new()
    {
        ValidIssuer = scene.Issuer.Issuer,
        ValidAudience = Scene.Audience,
        IssuerSigningKeys = new JsonWebKeySet(scene.Issuer.Jwks().ToJsonString()).GetSigningKeys(),
        ValidAlgorithms = ["RS256", "PS256", "ES256", "ES384"],
        ClockSkew = TimeSpan.FromSeconds(Skew),
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, DateTimeOffset.FromUnixTimeSeconds(scene.Now).UtcDateTime),

        // It gives an empty text for a typ that is not there.
        TypeValidator = (type, _, _) => type.ToUpperInvariant() is "" or "JWT" or "AT+JWT" or "APPLICATION/AT+JWT" ? type : throw new SecurityTokenInvalidTypeException(type),
    };

    private static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now)
        => expires is { } end && now.AddSeconds(-Skew) < end && (notBefore is not { } start || start <= now.AddSeconds(Skew));
}

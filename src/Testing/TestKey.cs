using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>
/// A key pair made on the spot, for signing access tokens or DPoP proofs. The package ships no key, and a key never leaves the process;
/// nothing here is meant for production.
/// </summary>
public sealed class TestKey
{
    private static readonly ConcurrentDictionary<string, Lazy<TestKey>> SharedKeys = new(StringComparer.Ordinal);

    private readonly AsymmetricAlgorithm _keys;
    private readonly HashAlgorithmName _hash;
    private readonly JsonObject _publicJwk;
    private readonly Lock _signing = new();

    private TestKey(string algorithm, string? kid, AsymmetricAlgorithm keys, JsonObject publicJwk)
    {
        Algorithm = algorithm;
        _keys = keys;
        _hash = HashOf(algorithm);
        _publicJwk = publicJwk;
        Thumbprint = ThumbprintOf(publicJwk);
        Kid = kid ?? Thumbprint;
    }

    /// <summary>The algorithms a key can be made for: RS, PS and ES with 256, 384 and 512 (RFC 7518 section 3.1).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>The JWS algorithm that <see cref="Sign"/> uses, for example <c>ES256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The key's id in a key set; the thumbprint unless another one was asked for.</summary>
    public string Kid { get; }

    /// <summary>The SHA-256 thumbprint of the public key, base64url (RFC 7638): what <c>cnf.jkt</c> holds for a DPoP key.</summary>
    public string Thumbprint { get; }

    /// <summary>
    /// A fresh copy of the public key with the members that make the key and no others (<c>kty</c>, <c>crv</c>, <c>x</c>, <c>y</c>, or
    /// <c>kty</c>, <c>n</c>, <c>e</c>), as it stands in a DPoP proof's header.
    /// </summary>
    public JsonObject PublicJwk => (JsonObject)_publicJwk.DeepClone();

    /// <summary>A fresh copy of the public key as it stands in a key set: with <c>kid</c>, <c>alg</c> and <c>use</c> (RFC 7517 section 4).</summary>
    public JsonObject PublishedJwk
    {
        get
        {
            JsonObject jwk = PublicJwk;
            jwk["kid"] = Kid;
            jwk["alg"] = Algorithm;
            jwk["use"] = "sig";
            return jwk;
        }
    }

    /// <summary>Makes a new key pair.</summary>
    /// <param name="algorithm">One of <see cref="Algorithms"/>; the curve of an ES algorithm follows from it (ES512 is P-521).</param>
    /// <param name="kid">The key's id, or null to use the thumbprint.</param>
    /// <param name="rsaBits">The length of an RSA modulus; 1024 makes a key that a verifier should refuse. Ignored for ES.</param>
    /// <exception cref="ArgumentException">The algorithm is not one of <see cref="Algorithms"/>.</exception>
    public static TestKey Create(string algorithm = "ES256", string? kid = null, int rsaBits = 2048)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        switch (algorithm)
        {
            case "ES256":
                return OnCurve(algorithm, kid, ECCurve.NamedCurves.nistP256, "P-256");
            case "ES384":
                return OnCurve(algorithm, kid, ECCurve.NamedCurves.nistP384, "P-384");
            case "ES512":
                return OnCurve(algorithm, kid, ECCurve.NamedCurves.nistP521, "P-521");
            case "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512":
                RSA rsa = RSA.Create(rsaBits);
                RSAParameters made = rsa.ExportParameters(includePrivateParameters: false);
                return new TestKey(algorithm, kid, rsa, new JsonObject
                {
                    ["kty"] = "RSA",
                    ["n"] = Jws.Encode(made.Modulus),
                    ["e"] = Jws.Encode(made.Exponent),
                });
            default:
                throw new ArgumentException($"\"{algorithm}\" is not one of {string.Join(", ", Algorithms)}.", nameof(algorithm));
        }
    }

    /// <summary>
    /// The one key of this algorithm (RSA: 2048 bits) that is shared by everything in the process, made when first asked for. RSA keys take
    /// long to make; tests that need no key of their own are faster with this one.
    /// </summary>
    /// <param name="algorithm">One of <see cref="Algorithms"/>.</param>
    /// <exception cref="ArgumentException">The algorithm is not one of <see cref="Algorithms"/>.</exception>
    public static TestKey Shared(string algorithm = "ES256")
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return SharedKeys.GetOrAdd(algorithm, static name => new Lazy<TestKey>(() => Create(name))).Value;
    }

    /// <summary>The SHA-256 thumbprint of a public key (RFC 7638), base64url, over the required members alone.</summary>
    /// <param name="jwk">A key of type EC or RSA; whatever else it holds is not looked at.</param>
    /// <exception cref="ArgumentException">The key is of another type, or a required member is missing or no string.</exception>
    public static string ThumbprintOf(JsonObject jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);

        // The required members in lexicographic order (RFC 7638 sections 3.2 and 3.3).
        string[] required = Member(jwk, "kty") switch
        {
            "EC" => ["crv", "kty", "x", "y"],
            "RSA" => ["e", "kty", "n"],
            string other => throw new ArgumentException($"No thumbprint is known for a key of type \"{other}\".", nameof(jwk)),
        };
        var canonical = new JsonObject(required.Select(name => KeyValuePair.Create(name, (JsonNode?)Member(jwk, name))));
        return Jws.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(Jws.Write(canonical))));
    }

    /// <summary>Signs with the private key; an ES signature is raw r‖s (RFC 7518 section 3.4), a PS salt is as long as the hash (section 3.5).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        // The framework promises no thread safety for one key object, and shared keys sign in parallel tests.
        lock (_signing)
        {
            return _keys switch
            {
                ECDsa ec => ec.SignData(data, _hash),
                RSA rsa => rsa.SignData(data, _hash, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
                _ => throw new InvalidOperationException($"A key of type {_keys.GetType()} signs nothing."),
            };
        }
    }

    /// <summary>The key's algorithm and id; never a private part.</summary>
    public override string ToString() => $"{Algorithm} {Kid}";

    internal static HashAlgorithmName HashOf(string algorithm) => algorithm[^3..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private static TestKey OnCurve(string algorithm, string? kid, ECCurve curve, string name)
    {
        ECDsa ec = ECDsa.Create(curve);
        ECParameters made = ec.ExportParameters(includePrivateParameters: false);
        return new TestKey(algorithm, kid, ec, new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = name,
            ["x"] = Jws.Encode(made.Q.X),
            ["y"] = Jws.Encode(made.Q.Y),
        });
    }

    private static string Member(JsonObject jwk, string name)
        => jwk[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new ArgumentException($"The key has no \"{name}\", or it is no string.", nameof(jwk));
}

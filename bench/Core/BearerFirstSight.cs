using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Bench.Core;

/// <summary>A Bearer token seen for the first time, beside the bare signature check on the same bytes: the limit.</summary>
[WarmupCount(50)] // of 1024 calls each: enough for the compiler to be done
public class BearerFirstSight
{
    private const int Tokens = 1024;

    private readonly JsonWebTokenHandler _handler = new();
    private readonly string[] _headers = new string[Tokens];
    private readonly string[] _tokens = new string[Tokens];
    private readonly byte[][] _inputs = new byte[Tokens][];
    private readonly byte[][] _signatures = new byte[Tokens][];
    private Workbench _bench = new();
    private TokenVerifier? _verifier;
    private TokenValidationParameters _parameters = new();
    private AsymmetricAlgorithm? _key;

    [Params("RS256", "PS256", "ES256")]
    public string Algorithm { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _bench = new Workbench(Algorithm);
        for (int i = 0; i < Tokens; i++)
        {
            string token = _tokens[i] = _bench.Token();
            int dot = token.LastIndexOf('.');
            _headers[i] = $"Bearer {token}";
            _inputs[i] = Encoding.ASCII.GetBytes(token[..dot]);
            _signatures[i] = Base64Url.DecodeFromChars(token.AsSpan(dot + 1));
        }

        _parameters = Peers.Parameters(_bench.Issuer);
        _key = Peers.Key(_bench.Issuer.CurrentKey);
    }

    [IterationSetup(Target = nameof(Ours))]
    public void Forget() => _verifier = _bench.Forgetful();

    [Benchmark(OperationsPerInvoke = Tokens)]
    public void VerifyData()
    {
        for (int i = 0; i < Tokens; i++)
        {
            Peers.VerifyData(_key!, Algorithm, _inputs[i], _signatures[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Tokens)]
    public void Ours()
    {
        for (int i = 0; i < Tokens; i++)
        {
            _ = Workbench.Judge(_verifier!, _bench.Bearer(_headers[i]));
        }
    }

    [Benchmark(OperationsPerInvoke = Tokens)]
    public void JsonWebTokenHandler()
    {
        for (int i = 0; i < Tokens; i++)
        {
            _ = Peers.Validate(_handler, _tokens[i], _parameters);
        }
    }
}

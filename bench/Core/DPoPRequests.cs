using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Verifier.Testing;

namespace Verifier.Bench.Core;

/// <summary>A DPoP request, its proof new each time, beside the bare signature check on the proof and beside the proof check that .NET libraries make.</summary>
[WarmupCount(50)] // of 512 calls each: enough for the compiler to be done
public class DPoPRequests
{
    private const int Proofs = 512;

    private readonly Workbench _bench = new("ES256");
    private readonly TestKey[] _clients = [.. Enumerable.Range(0, Proofs).Select(_ => TestKey.Create("ES256"))];
    private readonly string[] _bound = new string[Proofs];
    private readonly string[] _proofs = new string[Proofs];
    private readonly byte[][] _inputs = new byte[Proofs][];
    private readonly byte[][] _signatures = new byte[Proofs][];
    private readonly JsonWebTokenHandler _handler = new();
    private AsymmetricAlgorithm? _key;
    private TokenVerifier? _verifier;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Proofs; i++)
        {
            _bound[i] = _bench.Token(_clients[i]);
        }

        _key = Peers.Key(_clients[0]);
    }

    /// <summary>One client whose token and key have been seen.</summary>
    [IterationSetup(Targets = [nameof(VerifyData), nameof(Ours), nameof(ProofThroughJsonWebTokenHandler), nameof(ProofThroughJsonWebTokenHandlerUncached)])]
    public void Sign()
    {
        _verifier = _bench.Verifier;
        for (int i = 0; i < Proofs; i++)
        {
            string proof = _proofs[i] = DPoPProof.Create(_clients[0], Workbench.Method, Workbench.Url, _bound[0]);
            int dot = proof.LastIndexOf('.');
            _inputs[i] = Encoding.ASCII.GetBytes(proof[..dot]);
            _signatures[i] = Base64Url.DecodeFromChars(proof.AsSpan(dot + 1));
        }

        Judge(0, DPoPProof.Create(_clients[0], Workbench.Method, Workbench.Url, _bound[0]));
    }

    /// <summary>Each client's token has been seen, its key has not.</summary>
    [IterationSetup(Target = nameof(OursNewKey))]
    public void SignByAll()
    {
        _verifier = _bench.Forgetful();
        for (int i = 0; i < Proofs; i++)
        {
            _proofs[i] = DPoPProof.Create(_clients[i], Workbench.Method, Workbench.Url, _bound[i]);
            _ = Workbench.Judge(_verifier, _bench.DPoP($"DPoP {_bound[i]}", "no proof"), Reason.ProofMalformed);
        }
    }

    [Benchmark(OperationsPerInvoke = Proofs)]
    public void VerifyData()
    {
        for (int i = 0; i < Proofs; i++)
        {
            Peers.VerifyData(_key!, "ES256", _inputs[i], _signatures[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Proofs)]
    public void Ours()
    {
        string header = $"DPoP {_bound[0]}";
        for (int i = 0; i < Proofs; i++)
        {
            _ = Workbench.Judge(_verifier!, _bench.DPoP(header, _proofs[i]));
        }
    }

    [Benchmark(OperationsPerInvoke = Proofs)]
    public void OursNewKey()
    {
        for (int i = 0; i < Proofs; i++)
        {
            Judge(i, _proofs[i]);
        }
    }

    /// <summary>The proof alone, without the access token and without a ledger of used proofs.</summary>
    [Benchmark(OperationsPerInvoke = Proofs)]
    public void ProofThroughJsonWebTokenHandler() => CheckThroughPeer(cached: true);

    [Benchmark(OperationsPerInvoke = Proofs)]
    public void ProofThroughJsonWebTokenHandlerUncached() => CheckThroughPeer(cached: false);

    private void Judge(int client, string proof) => Workbench.Judge(_verifier!, _bench.DPoP($"DPoP {_bound[client]}", proof));

    private void CheckThroughPeer(bool cached)
    {
        for (int i = 0; i < Proofs; i++)
        {
            PeerProof.Check(_handler, _proofs[i], _bound[0], _clients[0].Thumbprint, cached);
        }
    }
}

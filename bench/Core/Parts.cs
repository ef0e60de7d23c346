using BenchmarkDotNet.Attributes;
using Verifier.DPoP;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.Bench.Core;

/// <summary>What a DPoP decision needs besides signatures.</summary>
public class Parts
{
    private const int Uses = 100_000;
    private const int LiveAtLeast = 1_000_000;

    private readonly Workbench _bench = new();
    private readonly ProofClaims[] _proofs = new ProofClaims[Uses];
    private readonly string[] _thumbprints = [.. Enumerable.Range(0, 1000).Select(i => $"{i:D43}")];
    private ulong[] _keys = [];
    private IReplayLedger? _ledger;
    private TenantSnapshot? _tenant;
    private string _nonce = "";
    private long _made;

    [GlobalSetup]
    public void Setup()
    {
        _ledger = _bench.Ledger;
        _tenant = _bench.Tenant;
        _keys = [.. _thumbprints.Select(thumbprint => ProofUse.KeyOf("bench", thumbprint))];
        _nonce = MintNonce();
        while (_made < LiveAtLeast)
        {
            MakeProofs();
            RecordReplay();
        }
    }

    [IterationSetup(Target = nameof(RecordReplay))]
    public void MakeProofs()
    {
        for (int i = 0; i < Uses; i++)
        {
            _proofs[i] = new ProofClaims
            {
                Thumbprint = _thumbprints[i % _thumbprints.Length],
                Id = $"{_made++:D22}",
                Method = Workbench.Method,
                Url = Workbench.Url,
                TokenHash = default,
                IssuedAt = Workbench.Now,
            };
        }
    }

    /// <summary>From the claims of a proof to the ledger's answer, beside a million live proofs and more.</summary>
    [Benchmark(OperationsPerInvoke = Uses)]
    public void RecordReplay()
    {
        for (int i = 0; i < Uses; i++)
        {
            // A verified token has its key's number with it.
            Reason reason = _ledger!.TryRecordAsync(_proofs[i].ToUse(_tenant!.Policy, _keys[i % _keys.Length]), default).Result.Reason;
            if (reason != Reason.None)
            {
                throw new InvalidOperationException($"{reason} instead of a record.");
            }
        }
    }

    [Benchmark]
    public string MintNonce() => _tenant!.Nonces.Mint(_tenant.Policy.Name, Workbench.Now);

    [Benchmark]
    public bool CheckNonce() => _tenant!.Nonces.TryRead(_tenant.Policy.Name, _nonce, out NonceClaims claims) && NonceRules.Check(in claims, Workbench.Now, 300, 30) == Reason.None ? true : throw new InvalidOperationException();

    [Benchmark]
    public bool MatchHtu() => ProtectedUrl.TryRead(Workbench.Url, out ProtectedUrl? url) && url.Matches(Workbench.Url);

    /// <summary>Where the client spells it otherwise.</summary>
    [Benchmark]
    public bool MatchHtuInAnotherSpelling() => ProtectedUrl.TryRead(Workbench.Url, out ProtectedUrl? url) && url.Matches("HTTPS://API.bench.test:443/or%64ers/./17?page=2");
}

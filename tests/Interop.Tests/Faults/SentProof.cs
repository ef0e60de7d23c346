namespace Verifier.Interop.Tests.Faults;

/// <summary>A request with a proof, which may pass once, however often it is sent.</summary>
internal sealed class SentProof(ClientRequest request)
{
    private int _passed;

    /// <summary>Whether its sender is past the first attempt; before that it is the sender's turn.</summary>
    public bool WasTried { get; private set; }

    public async Task<Judgement?> SendAsync(MortalVerifier verifier, FaultReport report, string when)
    {
        var judgement = await verifier.AskAsync(request, $"a proof, {when}");
        WasTried = true;
        if (judgement is { Allowed: true } && Interlocked.Increment(ref _passed) > 1)
        {
            report.Violated($"a proof passed twice, {when}");
        }

        return judgement;
    }
}

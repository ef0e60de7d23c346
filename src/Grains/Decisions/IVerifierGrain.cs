namespace Verifier.Grains;

/// <summary>The whole decision in one call, for other Orleans applications of the cluster; any key will do, 0 is as good as any.</summary>
[Alias("verifier.verifier")]
public interface IVerifierGrain : IGrainWithIntegerKey
{
    /// <summary>Judges one request now.</summary>
    [Alias("verify")]
    [ResponseTimeout("00:00:05")]
    ValueTask<VerifyAnswer> VerifyAsync(VerifyRequest request);
}

using Verifier.Grains.Leases;

namespace Verifier.Grains.Keys;

/// <summary>The owner of one issuer's keys for one tenant; its key is <see cref="KeyQuestion.GrainKey"/>.</summary>
[Alias("verifier.issuer-keys")]
internal interface IIssuerKeysGrain : IGrainWithStringKey
{
    /// <summary>The keys held; waits for a fetch, a moment, only when there are none.</summary>
    /// <param name="question">Whose.</param>
    /// <param name="known">The epoch that the asker has, or 0.</param>
    /// <param name="asker">Whom to tell of others.</param>
    [Alias("get")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    ValueTask<LeasedKeys> GetAsync(KeyQuestion question, long known, IFrontEnd asker);

    /// <summary>Keys newer than those of the known epoch, as far as the cool-down allows a fetch for them; else what is held.</summary>
    /// <inheritdoc cref="GetAsync"/>
    [Alias("ask")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    ValueTask<LeasedKeys> AskAsync(KeyQuestion question, long known, IFrontEnd asker);

    /// <summary>Fetches now, and answers when the front ends that can be told have been.</summary>
    [Alias("refresh")]
    [AlwaysInterleave]
    ValueTask<KeyRingReport> RefreshAsync(KeyQuestion question);

    /// <summary>What is held.</summary>
    [Alias("view")]
    [AlwaysInterleave]
    ValueTask<KeyRingReport> ViewAsync(KeyQuestion question);

    /// <summary>Drops what is held: the tenant does not list the issuer any more.</summary>
    [Alias("forget")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    ValueTask ForgetAsync();
}

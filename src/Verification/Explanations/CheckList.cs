namespace Verifier.Explanations;

/// <summary>
/// Every check in the order in which <see cref="TokenVerifier"/> makes them. Where that order changes this list has to: a test refuses requests with two faults each and holds the two together.
/// </summary>
internal static class CheckList
{
    private const string NoReplay = "Whether the proof was used before is not asked: explaining records no proof, so that it can still be sent.";

    private static readonly Check Replay = new("replay", [Reason.ProofReplayed, Reason.ReplayFence, Reason.ReplayUnavailable, Reason.Overloaded], _ => default)
    {
        Applies = reading => reading.IsDPoP,
    };

    public static IReadOnlyList<Check> All { get; } = [.. RequestChecks.All, .. TokenChecks.All, .. ProofChecks.All, .. DemandChecks.All, Replay];

    public static IReadOnlyList<ExplainedCheck> Explain(Reason reason, Reading reading)
    {
        Check? refusing = reason == Reason.None ? null : Find(reason, reading);
        List<ExplainedCheck> explained = [];
        bool isReached = true;
        foreach (Check check in All.Where(check => check == refusing || check.Applies(reading)))
        {
            isReached &= check != Replay;
            CheckOutcome outcome = !isReached ? CheckOutcome.NotReached : check == refusing ? CheckOutcome.Failed : CheckOutcome.Passed;
            Detail detail = isReached ? check.Describe(reading) : default;
            string? advice = outcome == CheckOutcome.Failed ? Advice.On(reason) : check == Replay ? NoReplay : null;
            explained.Add(new ExplainedCheck(check.Name, outcome, detail.Expected, detail.Received, advice));
            isReached &= check != refusing;
        }

        return explained;
    }

    private static Check Find(Reason reason, Reading reading)
        => All.FirstOrDefault(check => check.Reasons.Contains(reason) && check.Refuses(reading, reason))
            ?? throw new InvalidOperationException($"{reason} belongs to no check.");
}

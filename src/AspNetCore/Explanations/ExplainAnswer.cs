using System.Text.Json;
using Verifier.AspNetCore.Http;
using Verifier.Explanations;

namespace Verifier.AspNetCore.Explanations;

/// <summary>The answer to a document that asks for an explanation.</summary>
/// <param name="Status">200 with an explanation; 400 for what is no such document; 404 for a tenant that does not exist.</param>
/// <param name="Fault">What is wrong with the document, a sentence that holds no value from it; null with an explanation.</param>
/// <param name="Explanation">The explanation; null when there is a fault.</param>
public sealed record ExplainAnswer(int Status, string? Fault, Explanation? Explanation)
{
    /// <summary>Writes the explanation as the HTTP contract has it; members without a value are left out.</summary>
    /// <param name="json">Where it goes.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Explanation explanation = Explanation ?? throw new InvalidOperationException("There is a fault and no explanation.");
        Verdict verdict = explanation.Verdict;
        json.WriteStartObject();
        json.WriteBoolean("allowed", verdict.IsAllowed);
        json.WriteIfAny("reason", verdict.IsAllowed ? null : Refusals.Of(verdict.Reason).Code);
        json.WriteNumber("status", verdict.Status);
        json.WriteIfAny("error", verdict.Error);
        json.WriteIfAny("tenant", verdict.Tenant);
        json.WriteNumber("judgedAt", explanation.JudgedAt);
        json.WriteStartArray("checks");
        foreach (ExplainedCheck check in explanation.Checks)
        {
            json.WriteStartObject();
            json.WriteString("check", check.Check);
            json.WriteString("outcome", check.Outcome switch
            {
                CheckOutcome.Passed => "passed",
                CheckOutcome.Failed => "failed",
                _ => "not_reached",
            });
            json.WriteIfAny("expected", check.Expected);
            json.WriteIfAny("received", check.Received);
            json.WriteIfAny("advice", check.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

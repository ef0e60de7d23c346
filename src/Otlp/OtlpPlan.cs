namespace Verifier.Otlp;

/// <summary>What a host exports.</summary>
/// <param name="Service">What it is called unless configured otherwise.</param>
/// <param name="Metrics">Whether metrics leave.</param>
/// <param name="Traces">Whether traces leave.</param>
/// <param name="Meters">Meters besides those that every host has.</param>
/// <param name="Sources">Activity sources besides those that every host has.</param>
internal sealed record OtlpPlan(string Service, bool Metrics, bool Traces, string[] Meters, string[] Sources);

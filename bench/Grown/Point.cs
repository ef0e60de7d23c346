namespace Verifier.Bench.Grown;

/// <summary>One measured point.</summary>
/// <param name="Against">What there was so many of.</param>
/// <param name="Count">How many.</param>
/// <param name="Nanoseconds">What one decision, or one record, took.</param>
/// <param name="Bytes">What all of it held; 0: not looked at.</param>
internal sealed record Point(string Against, int Count, double Nanoseconds, double Bytes);

namespace Verifier.Jose;

/// <summary>A NumericDate (RFC 7519 section 2): Unix seconds, perhaps with a fraction.</summary>
internal static class NumericDate
{
    // The years 1 to 9999: beyond them no date is meant, and within them arithmetic with a double is exact.
    private const double Earliest = -62_135_596_800;
    private const double Latest = 253_402_300_799;

    /// <summary>The date, or null when the claim is absent; false for anything that is there and no such date, null included.</summary>
    public static bool TryRead(JsonValue value, out double? date)
    {
        bool isDate = value.TryGetNumber(out double number) && number is >= Earliest and <= Latest;
        date = isDate ? number : null;
        return isDate || !value.Exists;
    }
}

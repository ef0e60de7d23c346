namespace Verifier.AspNetCore.Administration;

/// <summary>Which listeners an endpoint is for, where administration has its own (<see cref="AdminListener"/>).</summary>
internal sealed record ServedBy(bool Administration, bool Decisions)
{
    public static readonly ServedBy AdministrationAlone = new(Administration: true, Decisions: false);
    public static readonly ServedBy All = new(Administration: true, Decisions: true);
}

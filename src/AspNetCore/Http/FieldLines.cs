using Microsoft.Extensions.Primitives;

namespace Verifier.AspNetCore.Http;

/// <summary>A request's header for the core, with every field line counted: nobody picks the first of several.</summary>
internal static class FieldLines
{
    public static HeaderField Of(StringValues lines) => lines.Count == 1 ? HeaderField.From(lines[0]) : HeaderField.From(lines.ToArray());
}

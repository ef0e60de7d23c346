using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Http;

/// <summary>Calls that take no query parameters refuse any: what is sent must be understood whole.</summary>
internal static class Query
{
    /// <summary>Whether there are none; if not, the call has been answered with 400.</summary>
    public static async ValueTask<bool> IsEmptyAsync(HttpContext context)
    {
        // A lone "?" says nothing.
        if (context.Request.QueryString.Value is not { Length: > 1 })
        {
            return true;
        }

        string name = context.Request.Query.Keys.FirstOrDefault() ?? "";
        await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"{InputName.Quote(name)} is not a parameter of this call; it takes none.");
        return false;
    }
}

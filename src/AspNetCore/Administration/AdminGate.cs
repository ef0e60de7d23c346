using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Administration;

/// <summary>Who may administrate: the holder of an admin key, wherever the call comes from. A proxy or a browser on this machine makes everybody look local.</summary>
internal sealed class AdminGate(IReadOnlyList<NamedKey> keys, IReadOnlyList<NamedKey> readKeys, TimeProvider clock, ILogger<AdminGate> logger)
{
    private readonly Administrator[] _administrators =
    [
        .. keys.Select(key => new Administrator(key, MayWrite: true)),
        .. readKeys.Select(key => new Administrator(key, MayWrite: false)),
    ];

    private readonly WrongKeys _wrong = new(clock);

    /// <summary>The name of the key that the call presents, or null when the call has been answered with 401, 403 or 429.</summary>
    public ValueTask<string?> AdmitAsync(HttpContext context) => AdmitAsync(context, HttpMethods.IsGet(context.Request.Method));

    /// <summary>The same for a call that says itself whether it only reads.</summary>
    public async ValueTask<string?> AdmitAsync(HttpContext context, bool onlyReads)
    {
        Administrator? administrator = BearerKey.Read(context.Request) is { } key ? NamedKey.Find(_administrators, key, known => known.Key) : null;
        if (administrator is null)
        {
            await RefuseAsync(context);
            return null;
        }

        if (!administrator.MayWrite && !onlyReads)
        {
            AdminLog.ReadOnly(logger, administrator.Key.Name, context.Request.Method);
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "This key may only read.");
            return null;
        }

        return administrator.Key.Name;
    }

    private Task RefuseAsync(HttpContext context)
        => _wrong.RefuseAsync(
            context, "An admin key is needed, as Authorization: Bearer.", from => AdminLog.Unknown(logger, context.Request.Method, from), (from, seconds) => AdminLog.TooMany(logger, from, seconds));

    private sealed record Administrator(NamedKey Key, bool MayWrite);
}

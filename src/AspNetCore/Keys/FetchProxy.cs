using System.Net;

namespace Verifier.AspNetCore.Keys;

/// <summary>The configured proxy for every https URL. <see cref="WebProxy"/> has bypass rules of its own, which would decide for us what is dialled directly.</summary>
internal sealed class FetchProxy : IWebProxy
{
    private readonly Uri _address;

    public FetchProxy(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            // The value stays out of the message: it may hold a password.
            throw new ArgumentException("Verifier:Fetch:Proxy must be an absolute http or https URL.", nameof(address));
        }

        _address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(string.Concat(rest)));
        }
    }

    public ICredentials? Credentials { get; set; }

    public Uri GetProxy(Uri destination) => _address;

    public bool IsBypassed(Uri host) => !Takes(host);

    public static bool Takes(Uri destination) => destination.Scheme == Uri.UriSchemeHttps;
}

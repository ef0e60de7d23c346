using Microsoft.AspNetCore.WebUtilities;
using Verifier.AspNetCore.Tests.Envoy;
using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Hosts of this process, asked as Envoy asks over gRPC: what another proxy would write into headers and the query is in the message.</summary>
public sealed class EnvoyStage : Stage
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ForwardAuthHost.StartAsync(settings, AskAsync);

    private static async Task<RawCall> AskAsync(HttpHost host, string query, List<(string Name, string Value)> headers)
    {
        List<(string Name, string Value)> sent = [.. headers.Where(header => header.Name is "Authorization" or "DPoP").Select(header => (header.Name.ToLowerInvariant(), header.Value))];
        CheckAnswer answer = await EnvoyCalls.SendAsync(Http, host.Envoys, EnvoyCalls.Frame(new CheckCall
        {
            Method = Forwarded("Method"),
            Scheme = Forwarded("Proto"),
            Host = Forwarded("Host"),
            Path = Forwarded("Uri"),
            Headers = sent,

            // As it came, where there is more than one line; else as Envoy sends it unless told otherwise.
            IsRaw = sent.DistinctBy(header => header.Name).Count() < sent.Count,
            Context = [.. QueryHelpers.ParseQuery(query).Select(parameter => (parameter.Key, parameter.Value.Single()!))],
        }.ToMessage()));
        Assert.Equal(0, answer.Grpc);
        if (!answer.Passes)
        {
            Assert.Equal("no-store", answer.Header("cache-control"));
        }

        return new RawCall(answer.Status, [.. answer.Headers.Concat(answer.ForClient).Select(header => (header.Name, header.Value))], answer.Body);

        string Forwarded(string name) => headers.Single(header => header.Name == $"X-Forwarded-{name}").Value;
    }
}

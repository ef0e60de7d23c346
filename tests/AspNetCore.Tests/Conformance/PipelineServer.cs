using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>A server without sockets: whatever a request says reaches the pipeline as it is, also what a real one would have refused before.</summary>
internal sealed class PipelineServer : IServer
{
    private Func<IFeatureCollection, Task> _process = _ => throw new InvalidOperationException("Not started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            TContext context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception fault)
            {
                application.DisposeContext(context, fault);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>Has the pipeline answer a request; the features hold the answer then.</summary>
    public async Task<IFeatureCollection> SendAsync(HttpRequestFeature request, Action<IFeatureCollection> add)
    {
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new MemoryStream()));
        add(features);
        await _process(features);
        return features;
    }
}

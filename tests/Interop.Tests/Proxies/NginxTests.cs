using System.Diagnostics;
using System.Net;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>nginx' <c>auth_request</c>.</summary>
public sealed class NginxTests(NginxFixture fixture) : ProxyTests(fixture), IClassFixture<NginxFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task A_nonce_that_is_ageing_is_replaced_along_with_the_APIs_answer()
    {
        await fixture.PutAsync("acme", dpop: new { nonce = "required", proofLifetimeSeconds = 8 });
        try
        {
            string? nonce = null;
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(200))
            {
                using var answer = await fixture.Http.SendAsync(fixture.Bound("/orders", TestKey.Shared(), nonce));
                var next = answer.Headers.TryGetValues("DPoP-Nonce", out var values) ? values.Single() : null;
                if (answer.StatusCode == HttpStatusCode.OK && next is not null)
                {
                    Assert.NotEqual(nonce, next);
                    return;
                }

                nonce = next ?? nonce;
            }

            Assert.Fail("No answer of the API carried a fresh nonce.");
        }
        finally
        {
            await fixture.PutAsync("acme");
        }
    }
}

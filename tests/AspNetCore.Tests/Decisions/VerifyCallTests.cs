using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Decisions;

/// <summary>The call <c>POST /v1/verify</c> itself: what is refused before anything is judged.</summary>
public sealed class VerifyCallTests : IAsyncLifetime
{
    private const int MaxBody = 128 * 1024;

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_misspelt_scopes_member_is_400_and_named()
    {
        using HttpResponseMessage response = await _host.VerifyAsync("""{"authorization":"Bearer a","scope":["read:orders"]}""");

        JsonObject problem = await RefusedAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("'scope' is not a member of this document.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task A_call_that_is_refused_reflects_no_value_of_it()
    {
        using HttpResponseMessage response = await _host.VerifyAsync("""{"tenant":{"secret":"value"}}""");

        await RefusedAsync(response, HttpStatusCode.BadRequest);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ACME")]
    [InlineData("")]
    [InlineData("acme\\u0000")]
    public async Task An_unknown_tenant_is_404(string tenant)
    {
        using HttpResponseMessage response = await _host.VerifyAsync($$"""{"tenant":"{{tenant}}"}""");

        await RefusedAsync(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_that_is_not_called_json_is_415(string? type)
    {
        using ByteArrayContent content = new("{}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage response = await _host.Http.PostAsync("/v1/verify", content);

        await RefusedAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    public async Task Json_in_utf8_is_taken_however_it_is_spelt(string type)
    {
        using ByteArrayContent content = new("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage response = await _host.Http.PostAsync("/v1/verify", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        using MemoryStream compressed = new();
        await using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("{}"u8.ToArray());
        }

        using ByteArrayContent content = new(compressed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _host.Http.PostAsync("/v1/verify", content);

        await RefusedAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_128_KiB_is_read(bool chunked)
    {
        using HttpResponseMessage response = await PostAsync(Padded(MaxBody), chunked);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_128_KiB_and_a_byte_is_413(bool chunked)
    {
        using HttpResponseMessage response = await PostAsync(Padded(MaxBody + 1), chunked);

        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_deep_document_is_400()
    {
        using HttpResponseMessage response = await _host.VerifyAsync("{\"scopes\":" + new string('[', 60_000) + new string(']', 60_000) + "}");

        await RefusedAsync(response, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("?tenant=acme", "'tenant' is not a parameter of this call; it takes none.")]
    [InlineData("?%3Cscript%3E=1", "A name that cannot be shown is not a parameter of this call; it takes none.")]
    [InlineData("?x", "'x' is not a parameter of this call; it takes none.")]
    public async Task A_query_parameter_is_400(string query, string detail)
    {
        using HttpResponseMessage response = await _host.Http.PostAsync("/v1/verify" + query, TestHost.Json("{}"));

        Assert.Equal(detail, (string?)(await RefusedAsync(response, HttpStatusCode.BadRequest))["detail"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_is_405(string method)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), "/v1/verify");
        using HttpResponseMessage response = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_client_certificate_that_is_none_is_400()
    {
        using HttpResponseMessage response = await _host.VerifyAsync("""{"clientCertificate":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}""");

        JsonObject problem = await RefusedAsync(response, HttpStatusCode.BadRequest);
        Assert.StartsWith("'clientCertificate' must be", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static async Task<JsonObject> RefusedAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        JsonObject problem = await TestHost.ReadAsync(response);
        Assert.Equal((int)status, (int?)problem["status"]);
        return problem;
    }

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes("{}".PadRight(length));

    private async Task<HttpResponseMessage> PostAsync(byte[] body, bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/verify") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        return await _host.Http.SendAsync(request);
    }
}

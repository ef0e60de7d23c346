using System.Net;
using System.Text.Json;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>What a gRPC client reads in the verifier's answer.</summary>
/// <param name="Grpc">The status of gRPC.</param>
/// <param name="Message">The <c>CheckResponse</c>, where there is one.</param>
internal sealed record EnvoyAnswer(int Grpc, JsonElement? Message)
{
    public bool Passes => Grpc == 0 && Message!.Value.GetProperty("status").GetProperty("code").GetInt32() == 0;

    /// <summary>The status that the client of the API gets.</summary>
    public int Denied => (int)Enum.Parse<HttpStatusCode>(Message!.Value.GetProperty("denied_response").GetProperty("status").GetProperty("code").GetString()!);

    public JsonElement Body => JsonSerializer.Deserialize<JsonElement>(Message!.Value.GetProperty("denied_response").GetProperty("body").GetString()!);

    /// <summary>A header that the API or, of a refusal, the client gets; it must take the place of any other of that name.</summary>
    public string Header(string name)
    {
        var option = Message!.Value.GetProperty(Passes ? "ok_response" : "denied_response").GetProperty("headers").EnumerateArray().Single(option => option.GetProperty("header").GetProperty("key").GetString() == name);
        Assert.Equal("OVERWRITE_IF_EXISTS_OR_ADD", option.GetProperty("append_action").GetString());
        Assert.False(option.GetProperty("append").TryGetProperty("value", out var appends) && appends.GetBoolean());
        Assert.True(option.GetProperty("keep_empty_value").GetBoolean());
        var header = option.GetProperty("header");
        return header.TryGetProperty("value", out var value) ? value.GetString()! : "";
    }
}

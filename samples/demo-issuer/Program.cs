using System.Security.Cryptography;
using Verifier.Testing;

// An issuer to try things out with: one client for one audience. Its keys and the client's secret are made up at each start.
var builder = Host.CreateApplicationBuilder(args);
string audience = builder.Configuration["AUDIENCE"] ?? "https://api.demo";
TestClient client = new("demo-client", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))
{
    Scopes = ["read:orders", "write:orders"],
    Audiences = [audience],
};

await using LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions
{
    Port = builder.Configuration.GetValue("PORT", 5090),
    Clients = [client],
    AllowsControl = true,
});
issuer.Issuer.Audience = audience;

Console.WriteLine("A token, good for five minutes:");
Console.WriteLine($"  curl -sS -u {client.Id}:{client.Secret} -d grant_type=client_credentials {issuer.Url}/token");
Console.WriteLine("New keys:");
Console.WriteLine($"  curl -sS -X POST '{issuer.Url}/control/rotate?keepOld=false'");
await builder.Build().RunAsync();

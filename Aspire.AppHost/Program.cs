using Verifier.AppHost;

const string Tenant = "Verifier__Tenants__demo";
const string Audience = "https://api.demo";
const int IssuerPort = 5090;
const string Issuer = "http://127.0.0.1:5090";

var builder = DistributedApplication.CreateBuilder(args);

var database = builder.AddPostgres("postgres").AddDatabase("verifier");
var cluster = builder.AddOrleans("cluster").WithClusterId("verifier").WithServiceId("verifier").WithClustering(new ClusterDatabase(database));
var adminKey = builder.AddParameter("admin-key", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true);

// No proxy in front: the issuer's name is its address.
builder.AddProject<Projects.DemoIssuer>("issuer")
    .WithHttpEndpoint(port: IssuerPort, env: "PORT", isProxied: false)
    .WithHttpHealthCheck("/.well-known/openid-configuration")
    .WithEnvironment("AUDIENCE", Audience);

foreach (string name in (string[])["silo-1", "silo-2"])
{
    Configure(builder.AddProject<Projects.Verifier_Silo>(name)).WithReference(cluster);
}

foreach (string name in (string[])["api-1", "api-2"])
{
    Configure(builder.AddProject<Projects.Verifier_Api>(name))
        .WithReference(cluster.AsClient())
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/readyz")
        .WithEnvironment("Verifier__Admin__Keys__apphost", adminKey);
}

builder.Build().Run();

// The same on silos and front ends.
IResourceBuilder<ProjectResource> Configure(IResourceBuilder<ProjectResource> host) => host
    .WaitFor(database)
    .WithEnvironment("Verifier__Fetch__AllowHttpLoopback", "true")
    .WithEnvironment($"{Tenant}__issuers__0", Issuer)
    .WithEnvironment($"{Tenant}__audiences__0", Audience);

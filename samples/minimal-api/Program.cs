using Verifier.AccessTokens;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddVerifier();
builder.Services.AddOpenApi(options => options.AddVerifierSchemes());

var app = builder.Build();
app.MapOpenApi();

// Open to everybody.
app.MapGet("/", () => "Orders, for those with a token.");

// Any of these needs a valid token; each says which scopes besides. A handler that takes an AccessToken gets the verified one.
var orders = app.MapGroup("/orders").RequireAccessToken();
orders.MapGet("/", (AccessToken token) => Results.Json(new { token.Tenant, token.Subject, token.Thumbprint })).RequireAccessToken("read:orders");
orders.MapPost("/", (AccessToken token, Order order) => Results.Json(new { order.Article, By = token.Subject })).RequireAccessToken("write:orders");

// Step-up (RFC 9470): who pays has authenticated within the last five minutes.
app.MapPost("/payments", () => "paid").RequireAccessToken(need => need.Scopes("write:orders").MaxAge(TimeSpan.FromMinutes(5)));

app.Run();

internal sealed record Order(string Article);

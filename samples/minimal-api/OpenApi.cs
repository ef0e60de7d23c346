using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

/// <summary>Says in the application's OpenAPI document which endpoints need an access token, and how it is sent.</summary>
internal static class OpenApi
{
    private const string Bearer = "bearer";
    private const string DPoP = "dpop";

    public static void AddVerifierSchemes(this OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
                [DPoP] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "dpop", Description = "RFC 9449: with a proof in the DPoP header." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security = [Requirement(Bearer, context.Document), Requirement(DPoP, context.Document)];
            }

            return Task.CompletedTask;
        });
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument? document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}

using FsCheck;
using FsCheck.Fluent;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class TenantIndexTests
{
    private static readonly TenantListing AcmeListing = new("acme", "https://api.acme.com", ["https://login.acme.com/", "https://shared.example/"]);
    private static readonly TenantListing Globex = new("globex", null, ["https://shared.example/"]);

    [Fact]
    public void Nobody_is_in_an_empty_index()
    {
        Assert.Empty(TenantIndex.Empty.Names);
        Assert.False(TenantIndex.Empty.Contains("acme"));
        Assert.Empty(TenantIndex.Empty.ByOrigin("https://api.acme.com"));
        Assert.Empty(TenantIndex.Empty.ByIssuer("https://login.acme.com/"));
    }

    [Fact]
    public void A_tenant_is_found_by_name_origin_and_issuer()
    {
        TenantIndex index = TenantIndex.Create([Globex, AcmeListing]);
        Assert.Equal(["acme", "globex"], index.Names);
        Assert.True(index.Contains("acme"));
        Assert.False(index.Contains("Acme"));
        Assert.Equal(["acme"], index.ByOrigin("https://api.acme.com"));
        Assert.Empty(index.ByOrigin("https://API.acme.com"));
        Assert.Equal(["acme"], index.ByIssuer("https://login.acme.com/"));
        Assert.Empty(index.ByIssuer("https://login.acme.com"));
        Assert.Empty(index.ByIssuer("https://Login.acme.com/"));
    }

    [Fact]
    public void Everybody_who_lists_an_issuer_or_an_origin_is_found_in_order()
    {
        TenantIndex index = TenantIndex.Create([Globex with { PublicOrigin = "https://api.acme.com" }, AcmeListing]);
        Assert.Equal(["acme", "globex"], index.ByIssuer("https://shared.example/"));
        Assert.Equal(["acme", "globex"], index.ByOrigin("https://api.acme.com"));
    }

    [Fact]
    public void A_tenant_listed_anew_is_found_by_what_it_lists_now()
    {
        TenantIndex before = TenantIndex.Create([AcmeListing, Globex]);
        TenantIndex after = before.With(new TenantListing("acme", "https://new.acme.com", ["https://new.example/"]));
        Assert.Empty(after.ByOrigin("https://api.acme.com"));
        Assert.Equal(["acme"], after.ByOrigin("https://new.acme.com"));
        Assert.Equal(["globex"], after.ByIssuer("https://shared.example/"));
        Assert.Equal(["acme", "globex"], after.Names);
        Assert.Equal(["acme"], before.ByOrigin("https://api.acme.com"));
    }

    [Fact]
    public void A_tenant_that_is_gone_is_not_found()
    {
        TenantIndex index = TenantIndex.Create([AcmeListing, Globex]).Without("acme");
        Assert.Equal(["globex"], index.Names);
        Assert.Empty(index.ByOrigin("https://api.acme.com"));
        Assert.Empty(index.ByIssuer("https://login.acme.com/"));
        Assert.Equal(["globex"], index.Without("nobody").Names);
    }

    [Fact]
    public void Of_a_name_that_comes_twice_the_last_listing_holds()
        => Assert.Empty(TenantIndex.Create([AcmeListing, AcmeListing with { PublicOrigin = null }]).ByOrigin("https://api.acme.com"));

    [Fact]
    public void An_issuer_listed_twice_by_one_tenant_finds_it_once()
        => Assert.Equal(["acme"], TenantIndex.Create([AcmeListing with { Issuers = ["https://a/", "https://a/"] }]).ByIssuer("https://a/"));

    [Fact]
    public void However_it_came_about_it_is_the_index_of_those_who_are_there()
        => Prop.ForAll<byte[]>(changes =>
        {
            TenantIndex changed = TenantIndex.Empty;
            Dictionary<string, TenantListing> there = [];
            foreach (byte change in changes)
            {
                // Few names and keys, so that they meet; a quarter of the changes are removals.
                string name = $"t{change % 3}";
                if (change >= 192)
                {
                    changed = changed.Without(name);
                    there.Remove(name);
                    continue;
                }

                TenantListing listing = new(name, change % 2 == 0 ? null : $"https://o{change % 5}", [.. Enumerable.Range(0, change % 4).Select(i => Issuer((change / 7) + i))], $"https://o/{change % 7}");
                changed = changed.With(listing);
                there[name] = listing;
            }

            TenantIndex made = TenantIndex.Create(there.Values);
            return made.Count == changed.Count
                && made.HasOrigins == changed.HasOrigins
                && made.Names.SequenceEqual(changed.Names)
                && Enumerable.Range(0, 5).All(i => made.ByOrigin($"https://o{i}").SequenceEqual(changed.ByOrigin($"https://o{i}")))
                && Enumerable.Range(0, 4).All(i => made.ByIssuer(Issuer(i)).SequenceEqual(changed.ByIssuer(Issuer(i))))
                && Enumerable.Range(0, 7).All(i => made.ByMetadataPath($"/{i}").SequenceEqual(changed.ByMetadataPath($"/{i}")));

            static string Issuer(int number) => $"https://i{number % 4}/";
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_policy_lists_itself_by_its_normalized_origin_and_full_issuers()
    {
        TenantListing listing = Acme.Policy(Acme.Settings with { PublicOrigin = "https://API.acme.com:443", Issuers = [new("z.auth0.com"), new("https://a.example")] }).ToListing();
        Assert.Equal("acme", listing.Name);
        Assert.Equal("https://api.acme.com", listing.PublicOrigin);
        Assert.Equal(["https://z.auth0.com/", "https://a.example"], listing.Issuers);
    }
}

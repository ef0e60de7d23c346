using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>The registered claims of a payload that has been found strict, in place.</summary>
internal ref struct TokenClaims
{
    private JsonValue _authorizedParty;
    private JsonValue _cid;
    private JsonValue _appId;

    public JsonValue Issuer;
    public JsonValue Subject;
    public JsonValue Audience;
    public JsonValue ExpiresAt;
    public JsonValue NotBefore;
    public JsonValue IssuedAt;
    public JsonValue Id;
    public JsonValue SessionId;
    public JsonValue ClientId;
    public JsonValue Scope;
    public JsonValue Scp;
    public JsonValue Acr;
    public JsonValue AuthenticatedAt;
    public JsonValue Confirmation;
    public JsonValue Actor;
    public JsonValue TokenUse;
    public JsonValue Type;

    /// <summary>Whether a claim is there that only other kinds of token have.</summary>
    public bool HasForeignMark;

    /// <summary>The client: the first that is there of <c>client_id</c>, <c>azp</c>, <c>cid</c> and <c>appid</c>.</summary>
    public readonly JsonValue Client => ClientId.Exists ? ClientId : _authorizedParty.Exists ? _authorizedParty : _cid.Exists ? _cid : _appId;

    public static TokenClaims Read(ReadOnlySpan<byte> payload)
    {
        TokenClaims claims = default;
        JsonMembers members = JsonMembers.OfStrict(payload);
        while (members.MoveNext())
        {
            claims.Take(in members);
        }

        return claims;
    }

    private void Take(in JsonMembers member)
    {
        if (member.NameEquals("iss"u8))
        {
            Issuer = member.Value;
        }
        else if (member.NameEquals("sub"u8))
        {
            Subject = member.Value;
        }
        else if (member.NameEquals("aud"u8))
        {
            Audience = member.Value;
        }
        else if (member.NameEquals("exp"u8))
        {
            ExpiresAt = member.Value;
        }
        else if (member.NameEquals("nbf"u8))
        {
            NotBefore = member.Value;
        }
        else if (member.NameEquals("iat"u8))
        {
            IssuedAt = member.Value;
        }
        else if (member.NameEquals("jti"u8))
        {
            Id = member.Value;
        }
        else if (member.NameEquals("client_id"u8))
        {
            ClientId = member.Value;
        }
        else if (member.NameEquals("azp"u8))
        {
            _authorizedParty = member.Value;
        }
        else if (member.NameEquals("cid"u8))
        {
            _cid = member.Value;
        }
        else if (member.NameEquals("appid"u8))
        {
            _appId = member.Value;
        }
        else if (member.NameEquals("scope"u8))
        {
            Scope = member.Value;
        }
        else if (member.NameEquals("scp"u8))
        {
            Scp = member.Value;
        }
        else if (member.NameEquals("cnf"u8))
        {
            Confirmation = member.Value;
        }
        else
        {
            TakeRare(in member);
        }
    }

    private void TakeRare(in JsonMembers member)
    {
        if (member.NameEquals("sid"u8))
        {
            SessionId = member.Value;
        }
        else if (member.NameEquals("acr"u8))
        {
            Acr = member.Value;
        }
        else if (member.NameEquals("auth_time"u8))
        {
            AuthenticatedAt = member.Value;
        }
        else if (member.NameEquals("act"u8))
        {
            Actor = member.Value;
        }
        else if (member.NameEquals("token_use"u8))
        {
            TokenUse = member.Value;
        }
        else if (member.NameEquals("typ"u8))
        {
            Type = member.Value;
        }
        else if (member.NameEquals("at_hash"u8) || member.NameEquals("c_hash"u8) || member.NameEquals("s_hash"u8) || member.NameEquals("events"u8))
        {
            HasForeignMark = true;
        }
    }
}

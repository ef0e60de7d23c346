// The way of this package's examples: the caller looks for a nonce error and makes the request again.

/** A client made with one version of oauth4webapi; `fetch` is its network. */
export function open(oauth, { issuer, secret, fetch }) {
  const http = { [oauth.allowInsecureRequests]: true };
  let key;
  const handle = async (bound) => (bound ? (key ??= oauth.DPoP({}, await oauth.generateKeyPair('ES256'))) : undefined);

  return {
    async token({ client: client_id, scope, resource, bound }) {
      const as = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), http));
      const DPoP = await handle(bound);
      const response = await oauth.clientCredentialsGrantRequest(as, { client_id }, oauth.ClientSecretBasic(secret), { scope, resource }, { ...http, DPoP });
      return (await oauth.processClientCredentialsResponse(as, { client_id }, response)).access_token;
    },

    async call({ token, bound, method, url }) {
      const options = { ...http, DPoP: await handle(bound), [oauth.customFetch]: fetch };
      const request = () => oauth.protectedResourceRequest(token, method, new URL(url), undefined, null, options);
      return request().catch((error) => {
        if (oauth.isDPoPNonceError(error)) {
          return request();
        }

        throw error;
      });
    },
  };
}

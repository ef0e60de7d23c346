// openid-client makes the request again by itself when it is asked for a nonce.
import * as openid from 'openid-client';

export function open({ issuer, secret, fetch }) {
  const keys = openid.randomDPoPKeyPair('ES256');
  const configurations = new Map();
  const handles = new Map();

  async function configure(client) {
    if (!configurations.has(client)) {
      const configuration = await openid.discovery(new URL(issuer), client, secret, openid.ClientSecretBasic(secret), { execute: [openid.allowInsecureRequests] });
      configurations.set(client, configuration);
      handles.set(client, openid.getDPoPHandle(configuration, await keys));
    }

    return configurations.get(client);
  }

  return {
    async token({ client, scope, resource, bound }) {
      const configuration = await configure(client);
      const options = bound ? { DPoP: handles.get(client) } : {};
      return (await openid.clientCredentialsGrant(configuration, { scope, resource }, options)).access_token;
    },

    async call({ client, token, bound, method, url }) {
      const configuration = await configure(client);
      const before = configuration[openid.customFetch];
      configuration[openid.customFetch] = fetch;
      try {
        return await openid.fetchProtectedResource(configuration, token, new URL(url), method, null, undefined, bound ? { DPoP: handles.get(client) } : {});
      } finally {
        configuration[openid.customFetch] = before;
      }
    },
  };
}

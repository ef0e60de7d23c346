// dpop makes proofs and nothing else: requests, nonces and the second attempt are written by its user, as here, with the fetch of the platform.
import * as DPoP from 'dpop';

export function open({ issuer, secret, fetch: network }) {
  const keys = DPoP.generateKeyPair('ES256');
  const nonces = new Map();

  async function send(fetch, url, { method, headers, body }, bound, token) {
    const { origin } = new URL(url);
    if (bound) {
      headers = { ...headers, dpop: await DPoP.generateProof(await keys, url, method, nonces.get(origin), token) };
    }

    const response = await fetch(url, { method, headers, body });
    if (response.headers.has('dpop-nonce')) {
      nonces.set(origin, response.headers.get('dpop-nonce'));
    }

    return response;
  }

  return {
    async token({ client, scope, resource, bound }) {
      const response = await send(fetch, `${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${client}:${secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
      }, bound);
      return (await response.json()).access_token;
    },

    async call({ token, bound, method, url }) {
      const request = () => send(network, url, { method, headers: { authorization: `${bound ? 'DPoP' : 'Bearer'} ${token}` } }, bound, token);
      const response = await request();
      const asked = response.status === 401 && response.headers.get('www-authenticate')?.includes('error="use_dpop_nonce"');
      return asked ? request() : response;
    },
  };
}

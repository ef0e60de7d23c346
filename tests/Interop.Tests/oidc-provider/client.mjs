// An OAuth client written by others (oauth4webapi). Gets tokens, shows the requests that it would send with them, and is handed their answers.
import * as oauth from 'oauth4webapi';
import { serve } from './lines.mjs';

const [issuer, secret] = process.argv.slice(2);
const http = { [oauth.allowInsecureRequests]: true };
const secretOf = oauth.ClientSecretBasic(secret);
const keys = new Map();
const requests = new Map();

const server = async () => oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), http));

/** A client's key and the nonces that it was given for it: one handle each, as in an application. */
async function handle(name, algorithm) {
  if (name && !keys.has(name)) {
    keys.set(name, oauth.DPoP({}, await oauth.generateKeyPair(algorithm ?? 'ES256')));
  }

  return keys.get(name);
}

await serve({
  async token({ client: client_id, scope, resource, key, algorithm }) {
    const as = await server();
    const DPoP = await handle(key, algorithm);
    const response = await oauth.clientCredentialsGrantRequest(as, { client_id }, secretOf, { scope, resource }, { ...http, DPoP });
    const { access_token, token_type } = await oauth.processClientCredentialsResponse(as, { client_id }, response);
    return { token: access_token, type: token_type };
  },

  /** Signs somebody in and returns the ID token, which says who that was and opens nothing. */
  async idToken({ client: client_id }) {
    const as = await server();
    const client = { client_id };
    const asked = await oauth.backchannelAuthenticationRequest(as, client, secretOf, { scope: 'openid', login_hint: 'ada' }, http);
    const { auth_req_id } = await oauth.processBackchannelAuthenticationResponse(as, client, asked);
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, secretOf, auth_req_id, http);
    const { id_token } = await oauth.processBackchannelAuthenticationGrantResponse(as, client, response);
    return { token: id_token };
  },

  /** The request that the client sends to the API; it stays open until `answer` is told what the API said. */
  async request({ token, key, algorithm, method, url }) {
    const DPoP = await handle(key, algorithm);
    const id = `${requests.size}`;
    return new Promise((sent, failed) => {
      const open = {};
      requests.set(id, open);
      open.outcome = oauth.protectedResourceRequest(token, method, new URL(url), undefined, null, {
        DPoP,
        [oauth.customFetch]: (href, { method, headers }) => new Promise((answered) => {
          open.answered = answered;
          sent({ request: id, authorization: headers.authorization, dpop: headers.dpop, method, url: href });
        }),
      });
      open.outcome.catch(failed);
    });
  },

  /** How the client understands the API's answer: `accepted`, `use_dpop_nonce` (it would try again), or the challenges as it read them. */
  async answer({ request, status, headers }) {
    const { answered, outcome } = requests.get(request);
    answered(new Response(null, { status, headers: Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value])) }));
    try {
      const { ok } = await outcome;
      return { outcome: ok ? 'accepted' : 'refused' };
    } catch (error) {
      if (oauth.isDPoPNonceError(error)) {
        return { outcome: 'use_dpop_nonce' };
      }

      return { outcome: 'challenged', challenges: error.cause };
    }
  },
});

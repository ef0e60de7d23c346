// A client of the API, made with the package that the command line names. It calls the API itself and tells what came back, and how the package understood it.
import * as current from 'oauth4webapi';
import * as older from 'oauth4webapi-3.6';
import * as dpop from './callers/dpop.mjs';
import * as oauth4webapi from './callers/oauth4webapi.mjs';
import * as openidClient from './callers/openid-client.mjs';
import { serve } from './lines.mjs';

const [library, issuer, secret] = process.argv.slice(2);
let exchanges;
let repeating;

/** The way to the API: remembers what passes, and delivers each request twice when told so; the second answer is what the client gets. */
async function fetch(url, request) {
  const first = await exchange(url, request);
  return repeating ? exchange(url, request) : first;
}

async function exchange(url, request) {
  const response = await globalThis.fetch(url, request);
  exchanges.push({
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    nonce: response.headers.get('dpop-nonce'),
    error: response.ok ? undefined : (await response.clone().json()).error,
  });
  return response;
}

const settings = { issuer, secret, fetch };
const client = {
  'oauth4webapi': () => oauth4webapi.open(current, settings),
  'oauth4webapi-3.6': () => oauth4webapi.open(older, settings),
  'openid-client': () => openidClient.open(settings),
  'dpop': () => dpop.open(settings),
}[library]();

await serve({
  async token(wanted) {
    return { token: await client.token(wanted) };
  },

  async call({ twice, ...call }) {
    exchanges = [];
    repeating = twice;
    try {
      const response = await client.call(call);
      return { exchanges, status: response.status, body: response.ok ? await response.json() : undefined };
    } catch (error) {
      if (!Array.isArray(error.cause)) {
        throw error;
      }

      // What oauth4webapi, alone or inside openid-client, has read in WWW-Authenticate.
      return { exchanges, status: error.status, challenges: error.cause };
    }
  },
});

// oidc-provider on loopback. Prints where it listens and the secret of its clients, then obeys: rotate, stop, start.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { errors, Provider } from 'oidc-provider';
import { say, serve } from './lines.mjs';

const secret = randomBytes(32).toString('base64url');
const resources = ['https://api.acme.com', 'https://api.other.example'];

// A client per signing algorithm, named after it; `bound` may have DPoP-bound tokens only, and so may `posting`, which posts its secret;
// what `yesterday` gets was issued a day ago.
const algorithmOf = { rs256: 'RS256', es256: 'ES256', ps256: 'PS256', bound: 'ES256', posting: 'ES256', yesterday: 'RS256', person: 'RS256' };
const clientCredentials = (client_id) => ({
  client_id,
  client_secret: secret,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  dpop_bound_access_tokens: ['bound', 'posting'].includes(client_id),
  token_endpoint_auth_method: client_id === 'posting' ? 'client_secret_post' : 'client_secret_basic',
});

const signingKeys = () => [['RS256', 'rsa', { modulusLength: 2048 }], ['PS256', 'rsa', { modulusLength: 2048 }], ['ES256', 'ec', { namedCurve: 'P-256' }]]
  .map(([alg, type, options]) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomBytes(8).toString('hex') }));

function provider(issuer) {
  const oidc = new Provider(issuer, {
    clients: [
      ...Object.keys(algorithmOf).filter((id) => id !== 'person').map(clientCredentials),
      // A person signs in through CIBA, the one flow with ID tokens that needs no browser.
      {
        ...clientCredentials('person'),
        grant_types: ['urn:openid:params:grant-type:ciba'],
        backchannel_token_delivery_mode: 'poll',
      },
    ],
    jwks: { keys: signingKeys() },
    enabledJWA: { dPoPSigningAlgValues: ['ES256', 'PS256', 'RS256'] },
    scopes: ['openid', 'read:orders', 'write:orders'],
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(_, resource, { clientId }) {
          if (!resources.includes(resource)) {
            throw new errors.InvalidTarget();
          }

          return {
            scope: 'read:orders write:orders',
            audience: resource,
            accessTokenTTL: 600,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: algorithmOf[clientId] } },
          };
        },
      },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: (_, hint) => hint,
        verifyUserCode() {},
        validateRequestContext() {},
        async triggerAuthenticationDevice(_, request, { accountId }, { clientId }) {
          const grant = new oidc.Grant({ clientId, accountId });
          grant.addOIDCScope('openid');
          await grant.save();
          await oidc.backchannelResult(request, grant);
        },
      },
    },
    formats: {
      customizers: {
        jwt(_, { clientId }, { payload }) {
          if (clientId === 'yesterday') {
            payload.iat -= 86400;
            payload.exp -= 86400;
          }
        },
      },
    },
  });
  return oidc.callback();
}

let answer;
const server = createServer((request, response) => answer(request, response));
const listen = async (port) => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};

const port = await listen(0);
const issuer = `http://127.0.0.1:${port}`;
answer = provider(issuer);
say({ issuer, secret });

await serve({
  rotate() {
    answer = provider(issuer);
  },
  async stop() {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  },
  async start() {
    await listen(port);
  },
});

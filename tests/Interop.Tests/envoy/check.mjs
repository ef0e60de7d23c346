// A gRPC client written by others (@grpc/grpc-js), which asks as Envoy asks, with Envoy's own definitions, and tells what it was answered.
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { serve } from '../oidc-provider/lines.mjs';
import { folders } from './definitions.mjs';
import { read } from './sample.mjs';

const { Authorization } = loadPackageDefinition(
  loadSync('envoy/service/auth/v3/external_auth.proto', { keepCase: true, enums: String, includeDirs: folders })).envoy.service.auth.v3;
const clients = new Map();

function clientOf(address) {
  if (!clients.has(address)) {
    clients.set(address, new Authorization(address, credentials.createInsecure()));
  }

  return clients.get(address);
}

await serve({
  check({ address, request, metadata }) {
    const sent = new Metadata();
    Object.entries(metadata).forEach(([name, value]) => sent.set(name, value));
    return new Promise((resolve) =>
      clientOf(address).Check(request, sent, { deadline: Date.now() + 30_000 }, (error, answer) => resolve(error ? { grpc: error.code } : { grpc: 0, answer })));
  },

  read({ yaml }) {
    return read(yaml);
  },
});

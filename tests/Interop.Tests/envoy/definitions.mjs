// Envoy's own definitions, as @grpc/grpc-js-xds carries them along.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const found = join(dirname(createRequire(import.meta.url).resolve('@grpc/grpc-js-xds/package.json')), 'deps');

export const folders = ['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((name) => join(found, name));

/** Where an imported file is; what is in none of the folders is asked for as it is. */
export const resolve = (_, file) => folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? file;

// What Envoy would not know in a configuration: fields, enumeration values and types, by its own definitions.
import protobuf from 'protobufjs';
import { parse } from 'yaml';
import { resolve } from './definitions.mjs';

// The types of the configuration that stand in an Any, and where they are defined.
const files = [
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/extensions/filters/http/ext_authz/v3/ext_authz.proto',
  'envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
];

// How JSON writes these.
const special = {
  'google.protobuf.Any': (value, path) => faults(root.lookupType(value['@type'].split('/')[1]), Object.fromEntries(Object.entries(value).filter(([name]) => name !== '@type')), path),
  'google.protobuf.Duration': (value, path) => (/^\d+(\.\d+)?s$/.test(value) ? [] : [`${path} is no duration`]),
  'google.protobuf.BoolValue': (value, path) => (typeof value === 'boolean' ? [] : [`${path} is no boolean`]),
};
let root;

function faults(type, value, path) {
  const name = type.fullName.slice(1);
  if (special[name]) {
    return special[name](value, path);
  }

  return Object.entries(value).flatMap(([key, inner]) => {
    const field = type.fields[key]?.resolve();
    const where = `${path}.${key}`;
    if (!field) {
      return [`${where} is no field of ${name}`];
    }

    const values = field.map ? Object.values(inner) : field.repeated ? inner : [inner];
    return Array.isArray(values) ? values.flatMap((one) => faultsOfOne(field, one, where)) : [`${where} is no list`];
  });
}

function faultsOfOne(field, value, where) {
  const type = field.resolvedType;
  return type instanceof protobuf.Type ? faults(type, value, where)
    : type instanceof protobuf.Enum ? (value in type.values ? [] : [`${where} is ${value}, which is none of ${type.name}`])
    : typeof value === { bool: 'boolean', string: 'string' }[field.type] || (typeof value === 'number' && field.type.includes('int')) ? []
    : [`${where} is ${value}, which is no ${field.type}`];
}

/** The faults of a configuration, as sentences, and the policies that its routes name. */
export function read(yaml) {
  if (!root) {
    root = new protobuf.Root();
    root.resolvePath = resolve;
    root.loadSync(files, { keepCase: true }).resolveAll();
  }

  const bootstrap = parse(yaml);
  const manager = bootstrap.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;
  return {
    faults: faults(root.lookupType('envoy.config.bootstrap.v3.Bootstrap'), bootstrap, 'bootstrap'),
    policies: manager.route_config.virtual_hosts[0].routes.map((route) => route.typed_per_filter_config['envoy.filters.http.ext_authz'].check_settings.context_extensions),
  };
}

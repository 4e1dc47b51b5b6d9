import { parseAddress, type Address } from '../../model/address';
import type { Host, ServiceEndpoints as ModelService, Slice, Target, Translation } from '../../model/endpoint';
import { protocolNumber, TCP } from '../../model/protocol';
import type { EndpointSlice, Service, ServicePort } from '../objects';

/** The label with the name of a slice's service, which need not exist. */
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Returns the addresses in slices by service: all of them, whether ready, terminating or neither. */
export function translateSlices(slices: readonly EndpointSlice[]): readonly ModelService[] {
  const services = new Map<string, ModelService>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.[SERVICE_LABEL];
    if (name === undefined) continue;
    const { namespace = '' } = slice.metadata;
    const key = `${namespace}/${name}`;
    services.set(key, { namespace, name, slices: [...(services.get(key)?.slices ?? []), translateSlice(slice)] });
  }
  return [...services.values()];
}

function translateSlice({ endpoints = [], ports = [] }: EndpointSlice): Slice {
  return {
    addresses: addressesOf(endpoints.flatMap(({ addresses }) => addresses)),
    ports: ports.flatMap(({ protocol, port }) => {
      const number = numberOf(protocol);
      return port === undefined || number === undefined ? [] : [{ protocol: number, port }];
    }),
  };
}

/** Returns where traffic to a service's own addresses goes: to one of the backends in its slices. */
export function translateServices(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  hosts: readonly Host[],
): readonly Translation[] {
  return services.flatMap((service) => {
    const { clusterIP, clusterIPs, externalIPs = [], ports = [] } = service.spec ?? {};
    const own = addressesOf([...new Set([...(clusterIPs ?? [clusterIP ?? '']), ...externalIPs])]);
    const nodes = hosts.flatMap(({ addresses }) => addresses);
    return ports.flatMap((port) => {
      const protocol = numberOf(port.protocol);
      if (protocol === undefined) return [];
      const at = (address: Address, number: number): Translation => ({
        address,
        port: { protocol, port: number },
        targets: backendsOf(service, port, protocol, address, slices),
      });
      const { nodePort } = port;
      return [
        ...own.map((address) => at(address, port.port)),
        ...(nodePort === undefined ? [] : nodes.map((address) => at(address, nodePort))),
      ];
    });
  });
}

/** Returns the backends of a service's port that have an address of the same IP version. */
function backendsOf(
  { metadata }: Service,
  { name }: ServicePort,
  protocol: number,
  { version }: Address,
  slices: readonly EndpointSlice[],
): readonly Target[] {
  return slices
    .filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace && slice.metadata.labels?.[SERVICE_LABEL] === metadata.name,
    )
    .flatMap(({ endpoints = [], ports = [] }) => {
      const addresses = addressesOf(endpoints.flatMap((endpoint) => endpoint.addresses));
      return ports
        .filter((port) => (port.name ?? '') === (name ?? '') && numberOf(port.protocol) === protocol)
        .flatMap(({ port }) =>
          addresses.filter((address) => address.version === version).map((address) => ({ address, port })),
        );
    });
}

function addressesOf(texts: readonly string[]): readonly Address[] {
  return texts.map(parseAddress).filter((address) => address !== undefined);
}

function numberOf(protocol: string | undefined): number | undefined {
  return protocol === undefined ? TCP : protocolNumber(protocol);
}

import { formatAddress } from '../model/address';
import type { ServiceEndpoints } from '../model/endpoint';
import type { ServiceRef } from '../model/rule';
import type { Place } from './place';

/** The endpoints of services from endpoint slices, indexed for evaluation. */
export class ServiceIndex {
  /** Under each service its addresses, and under each address its protocols and ports. */
  readonly #services = new Map<string, Map<string, Set<string>>>();

  constructor(services: readonly ServiceEndpoints[]) {
    for (const service of services) {
      const addresses = this.#services.get(keyOf(service)) ?? new Map<string, Set<string>>();
      this.#services.set(keyOf(service), addresses);
      for (const slice of service.slices) {
        for (const address of slice.addresses) {
          const key = formatAddress(address);
          const ports = addresses.get(key) ?? new Set<string>();
          addresses.set(key, ports);
          for (const { protocol, port } of slice.ports) ports.add(portKey(protocol, port));
        }
      }
    }
  }

  get isEmpty(): boolean {
    return this.#services.size === 0;
  }

  /** All protocols and ports that some service has. */
  ports(): readonly (readonly [protocol: number, port: number])[] {
    const keys = [...this.#services.values()].flatMap((addresses) =>
      [...addresses.values()].flatMap((ports) => [...ports]),
    );
    return [...new Set(keys)].map((key) => {
      const [protocol = '', port = ''] = key.split('/');
      return [Number(protocol), Number(port)] as const;
    });
  }

  /** Equal for addresses of the same services with the same ports. */
  signature(address: string): string {
    this.#signatures ??= this.#sign();
    return this.#signatures.get(address) ?? '';
  }

  #signatures: ReadonlyMap<string, string> | undefined;

  #sign(): ReadonlyMap<string, string> {
    const signatures = new Map<string, string>();
    for (const [service, addresses] of this.#services)
      for (const [address, ports] of addresses)
        signatures.set(address, `${signatures.get(address) ?? ''} ${service}:${[...ports].sort().join()}`);
    return signatures;
  }

  /** Whether the address is one of the service's. */
  has(service: ServiceRef, { key }: Place): boolean {
    return this.#addresses(service)?.has(key) ?? false;
  }

  /** Whether the service has the port at the address. */
  serves(service: ServiceRef, { key }: Place, protocol: number, port: number): boolean {
    return this.#addresses(service)?.get(key)?.has(portKey(protocol, port)) ?? false;
  }

  #addresses(service: ServiceRef): ReadonlyMap<string, ReadonlySet<string>> | undefined {
    return service.namespace === undefined ? undefined : this.#services.get(keyOf(service));
  }
}

function keyOf({ namespace, name }: ServiceRef): string {
  return `${namespace ?? ''}/${name}`;
}

function portKey(protocol: number, port: number): string {
  return `${protocol}/${port}`;
}

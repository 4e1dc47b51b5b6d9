import { at, listOf, numberOf, textOf, type KubeObject } from '../objects';
import type { Store } from '../store/store';

/** Where a connection ends up. */
export interface Backend {
  readonly to: string;
  readonly port: number;
}

const SLICES = 'endpointslices.discovery.k8s.io';

/** Names and addresses of services, as cluster DNS and kube-proxy know them. */
export class Services {
  #turn = 0;

  constructor(private readonly store: Store) {}

  /**
   * Resolves a name that a pod asks for: `service`, `service.namespace` or `service.namespace.svc.cluster.local`.
   * Addresses resolve to themselves.
   */
  resolve(name: string, namespace: string): string | undefined {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
    const [service = '', space = namespace, ...rest] = name.replace(/\.$/, '').split('.');
    if (!['', 'svc', 'svc.cluster.local'].includes(rest.join('.'))) return undefined;
    const found = this.store.get({ resource: 'services', namespace: space, name: service });
    const address = textOf(found, 'spec', 'clusterIP');
    if (address !== 'None') return address;
    return this.#backends(found, undefined)[0]?.to;
  }

  /**
   * Replaces the address of a service by one of its pods'; undefined if it has none that is ready. Other addresses stay.
   */
  translate({ to, port }: Backend): Backend | undefined {
    const service = this.store.list('services').find((candidate) => textOf(candidate, 'spec', 'clusterIP') === to);
    if (!service) return { to, port };
    const wanted = listOf(service, 'spec', 'ports').find((entry) => numberOf(entry, 'port') === port);
    return wanted === undefined ? undefined : this.#next(service, textOf(wanted, 'name') ?? '');
  }

  /**
   * Finds a pod for a request through the API server.
   * @param target `name`, `name:port` or `scheme:name:port`; the port is a number or a name.
   */
  find(namespace: string, target: string): Backend | undefined {
    const parts = target.split(':');
    const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts;
    const service = this.store.get({ resource: 'services', namespace, name });
    const ports = listOf(service, 'spec', 'ports');
    const wanted =
      port === ''
        ? ports[0]
        : ports.find((entry) => textOf(entry, 'name') === port || String(numberOf(entry, 'port')) === port);
    return wanted === undefined ? undefined : this.#next(service, textOf(wanted, 'name') ?? '');
  }

  #next(service: KubeObject | undefined, portName: string): Backend | undefined {
    const backends = this.#backends(service, portName);
    this.#turn += 1;
    return backends[this.#turn % Math.max(1, backends.length)];
  }

  #backends(service: KubeObject | undefined, portName: string | undefined): Backend[] {
    if (!service) return [];
    const { namespace = '', name } = service.metadata;
    return this.store
      .list(SLICES, namespace)
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
      .flatMap((slice) => {
        const ports = listOf(slice, 'ports');
        const entry =
          portName === undefined ? ports[0] : ports.find((port) => (textOf(port, 'name') ?? '') === portName);
        const port = numberOf(entry, 'port');
        if (port === undefined) return [];
        return listOf(slice, 'endpoints')
          .filter((endpoint) => at(endpoint, 'conditions', 'ready') === true)
          .flatMap((endpoint) => listOf(endpoint, 'addresses').map((address) => ({ to: String(address), port })));
      });
  }
}

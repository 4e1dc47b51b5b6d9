import { workloadId } from '../../model/endpoint';
import type { CalicoV1, StoredHost, StoredHostEndpoint, StoredProfile, StoredTier, StoredWorkload } from './objects';

const ROOT = '/calico/v1/';

/**
 * Sorts etcd keys by resource (libcalico's `datastore.py`, libcalico-go's v1 model). Ignores other keys and
 * directories.
 */
export function readKeys(entries: Iterable<readonly [key: string, value: string]>): CalicoV1 {
  const reader = new Reader();
  for (const [key, value] of entries) reader.read(key, value);
  return reader.done();
}

type Filled<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  #ready: string | undefined;
  readonly #config = new Map<string, string>();
  readonly #profiles = new Map<string, Filled<StoredProfile>>();
  readonly #tiers = new Map<string, Filled<StoredTier>>();
  readonly #workloads: StoredWorkload[] = [];
  readonly #hostEndpoints: StoredHostEndpoint[] = [];
  readonly #hosts = new Map<string, { key: string; config: Map<string, string>; addresses: string[] }>();

  read(key: string, value: string): void {
    const [, bgpHost] = /^\/calico\/bgp\/v1\/host\/([^/]+)\/ip_addr_v[46]$/.exec(key) ?? [];
    if (bgpHost !== undefined) this.#host(unescape(bgpHost)).addresses.push(value);
    if (!key.startsWith(ROOT) || key.endsWith('/')) return;
    const [first = '', second = '', ...rest] = key.slice(ROOT.length).split('/').map(unescape);
    if (first === 'Ready') this.#ready = value;
    else if (first === 'config' && rest.length === 0) this.#config.set(second, value);
    else if (first === 'policy' && second === 'profile') this.#readProfile(key, rest, value);
    else if (first === 'policy' && second === 'tier') this.#readTier(key, rest, value);
    else if (first === 'host') this.#readHost(key, second, rest, value);
  }

  done(): CalicoV1 {
    const hosts = [...this.#hosts].map(([name, host]): StoredHost => ({ name, ...host }));
    return {
      ready: this.#ready,
      config: this.#config,
      profiles: [...this.#profiles.values()],
      tiers: [...this.#tiers.values()],
      workloads: this.#workloads,
      hostEndpoints: this.#hostEndpoints,
      hosts,
    };
  }

  #readProfile(key: string, [name = '', leaf, ...deeper]: readonly string[], value: string): void {
    if ((leaf !== 'rules' && leaf !== 'tags' && leaf !== 'labels') || deeper.length > 0) return;
    const profile = this.#profiles.get(name) ?? { key: key.slice(0, -leaf.length), name };
    this.#profiles.set(name, profile);
    profile[leaf] = value;
  }

  #readTier(key: string, [name = '', what, policy, ...deeper]: readonly string[], value: string): void {
    const tier = this.#tiers.get(name) ?? { key: `${ROOT}policy/tier/${name}/`, name, policies: [] };
    if (what === 'metadata' && policy === undefined) tier.metadata = value;
    else if (what === 'policy' && policy !== undefined && deeper.length === 0)
      tier.policies = [...tier.policies, { key, name: policy, text: value }];
    else return;
    this.#tiers.set(name, tier);
  }

  #readHost(key: string, host: string, [what, ...path]: readonly string[], value: string): void {
    const [a = '', b = '', c = '', d = ''] = path;
    if (what === 'bird_ip' && path.length === 0) this.#host(host).addresses.push(value);
    else if (what === 'config' && path.length === 1) this.#host(host).config.set(a, value);
    else if (what === 'endpoint' && path.length === 1) this.#hostEndpoints.push({ key, host, id: a, text: value });
    else if (what === 'workload' && c === 'endpoint' && path.length === 4) {
      const place = { host, orchestrator: a, workload: b, endpoint: d };
      this.#workloads.push({ id: workloadId(place), key, ...place, text: value });
    } else return;
    this.#host(host);
  }

  #host(name: string) {
    const known = this.#hosts.get(name) ?? {
      key: `${ROOT}host/${name}/`,
      config: new Map<string, string>(),
      addresses: [],
    };
    this.#hosts.set(name, known);
    return known;
  }
}

/** Go writers escape `%` and `/` inside a key element (libcalico-go's `name.go`). */
function unescape(element: string): string {
  return element.replaceAll('%2f', '/').replaceAll('%25', '%');
}

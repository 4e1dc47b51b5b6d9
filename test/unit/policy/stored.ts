import { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { parseNetwork } from '../../../src/policy/model/address';

/** A policy of Calico v1 as a test writes it. */
export interface PolicyInput {
  readonly profiles: readonly {
    readonly name: string;
    readonly stored: {
      readonly tags: string | undefined;
      readonly rules: string | undefined;
      readonly labels?: string;
    };
  }[];
  readonly endpoints: readonly EndpointInput[];
  readonly hosts?: readonly HostInput[];
  /** In order. */
  readonly tiers?: readonly TierInput[];
  readonly hostEndpoints?: readonly HostEndpointInput[];
}

export interface EndpointInput {
  readonly name: string;
  readonly profiles: readonly string[];
  /** With or without prefix length. */
  readonly addresses: readonly string[];
  /** Where it is omitted, the first host of the policy. */
  readonly host?: string;
  readonly active?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** True for one that Felix considers invalid. */
  readonly void?: boolean;
  /** Addresses that are translated to its first. */
  readonly floating?: readonly string[];
}

export interface HostInput {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly fromWorkloads?: 'DROP' | 'RETURN' | 'ACCEPT';
}

export interface HostEndpointInput {
  readonly host: string;
  readonly interface: string;
  readonly profiles: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** By which rules match it. */
  readonly addresses?: readonly string[];
}

export interface TierInput {
  readonly name: string;
  /** In order. */
  readonly policies: readonly { readonly name: string; readonly rules: string }[];
}

/** Creates the policy from etcd's data, as Felix 1.4 enforces it. */
export function storedPolicy(
  { profiles, endpoints, hosts = [], tiers = [], hostEndpoints = [] }: PolicyInput,
  previous?: StoredPolicy,
): StoredPolicy {
  const stored = {
    ready: 'true',
    config: new Map<string, string>(),
    profiles: profiles.map(({ name, stored: { tags, rules, labels } }) => ({
      key: `/calico/v1/policy/profile/${name}/`,
      name,
      ...(tags !== undefined && { tags }),
      ...(rules !== undefined && { rules }),
      ...(labels !== undefined && { labels }),
    })),
    tiers: tiers.map(({ name, policies }, order) => ({
      key: `/calico/v1/policy/tier/${name}/`,
      name,
      metadata: JSON.stringify({ order }),
      policies: policies.map((policy, place) => ({
        key: `/calico/v1/policy/tier/${name}/policy/${policy.name}`,
        name: policy.name,
        text: withOrder(policy.rules, place),
      })),
    })),
    workloads: endpoints.map((endpoint) => {
      const host = endpoint.host ?? hosts[0]?.name ?? 'host';
      const place = { host, orchestrator: 'o', workload: 'w', endpoint: endpoint.name };
      return { id: endpoint.name, key: `/e/${endpoint.name}`, ...place, text: textOf(endpoint) };
    }),
    hostEndpoints: hostEndpoints.map(({ host, interface: name, profiles: ids, labels, addresses }) => ({
      key: `/h/${host}/${name}`,
      host,
      id: name,
      text: JSON.stringify({ name, profile_ids: ids, labels, expected_ipv4_addrs: addresses }),
    })),
    hosts: hosts.map(({ name, addresses, fromWorkloads = 'DROP' }) => ({
      key: `/h/${name}`,
      name,
      addresses,
      config: new Map([['DefaultEndpointToHostAction', fromWorkloads]]),
    })),
  };
  return new StoredPolicy(stored, previous, '1.4');
}

function withOrder(rules: string, order: number): string {
  return JSON.stringify({ ...(JSON.parse(rules) as object), order });
}

function textOf(endpoint: EndpointInput): string {
  const { profiles, addresses, active = true, labels = {}, void: invalid = false, floating } = endpoint;
  const [own = ''] = (addresses[0] ?? '').split('/');
  const nets = (version: 4 | 6) => addresses.filter((address) => parseNetwork(address)?.version === version);
  return JSON.stringify({
    state: active ? 'active' : 'inactive',
    name: 'cali1',
    mac: invalid ? null : 'ee:ee:ee:ee:ee:ee',
    profile_ids: profiles,
    labels,
    ipv4_nets: nets(4),
    ipv6_nets: nets(6),
    ...(floating && { ipv4_nat: floating.map((address) => ({ int_ip: own, ext_ip: address })) }),
  });
}

import { parseJson } from '../../base/json';
import * as z from 'zod/mini';
import { CALICO, escapeElement } from '../../policy/calico1/keys';
import type { StoredProfile } from '../../policy/calico1/profile';
import type { IpPool, Network, WorkloadEndpoint } from '../model/snapshot';

export { CALICO, TIERS } from '../../policy/calico1/keys';

/** The directories of Calico 1.x (pycalico's datastore.py) and of libnetwork. They end in `/`. */
export const PROFILES = `${CALICO}policy/profile/`;
export const HOSTS = `${CALICO}host/`;
export const READY = `${CALICO}Ready`;
export const CONFIG = `${CALICO}config/`;
/** The hosts' own addresses. */
export const BGP_HOSTS = '/calico/bgp/v1/host/';
export const LIBNETWORK = '/docker/network/v1.0/network/';

const POOLS = /^\/calico\/v1\/ipam\/(v[46])\/pool\/[^/]+$/;
const ENDPOINT = /^\/calico\/v1\/host\/([^/]+)\/workload\/([^/]+)\/([^/]+)\/endpoint\/([^/]+)$/;

const ENFORCEMENT =
  /^\/calico\/(v1\/(policy\/tier\/|config\/|host\/[^/]+\/(endpoint\/|config\/|bird_ip$))|bgp\/v1\/host\/[^/]+\/ip_addr_v[46]$)/;

/** The leaves of a profile's directory, in the order in which calicoctl writes them. */
export const LEAVES = ['tags', 'labels', 'rules'] as const;
export type Leaf = (typeof LEAVES)[number];

export function profileDirectory(name: string): string {
  return `${PROFILES}${escapeElement(name)}/`;
}

export function leafKey(profile: string, leaf: Leaf): string {
  return `${profileDirectory(profile)}${leaf}`;
}

/** The meaning of a key. An empty directory is a profile without leaves. */
export type ParsedKey =
  | { readonly kind: 'profile'; readonly name: string; readonly leaf: Leaf | undefined }
  | {
      readonly kind: 'endpoint';
      readonly host: string;
      readonly orchestrator: string;
      readonly workload: string;
      readonly id: string;
    }
  | { readonly kind: 'pool'; readonly version: 4 | 6 }
  | { readonly kind: 'network'; readonly id: string }
  /** Whether Calico is enabled: Felix waits while it is not `true`. */
  | { readonly kind: 'ready' }
  /** Tiers and their policies, host endpoints, hosts, and configuration that affects verdicts. */
  | { readonly kind: 'enforcement' }
  | { readonly kind: 'other' };

/** Parses a key. */
export function parseKey(key: string): ParsedKey {
  if (key.startsWith(PROFILES)) {
    const [element = '', leaf = '', ...deeper] = key.slice(PROFILES.length).split('/');
    if (element === '' || deeper.length > 0) return { kind: 'other' };
    const name = unescapeElement(element);
    if (leaf === '') return { kind: 'profile', name, leaf: undefined };
    return isLeaf(leaf) ? { kind: 'profile', name, leaf } : { kind: 'other' };
  }
  if (key === READY) return { kind: 'ready' };
  if (key.startsWith(LIBNETWORK)) {
    const id = key.slice(LIBNETWORK.length);
    return id === '' || id.includes('/') ? { kind: 'other' } : { kind: 'network', id };
  }
  const pool = POOLS.exec(key);
  if (pool) return { kind: 'pool', version: pool[1] === 'v6' ? 6 : 4 };
  const [, host, orchestrator, workload, id] = (ENDPOINT.exec(key) ?? []).map(unescapeElement);
  if (host === undefined || orchestrator === undefined || workload === undefined || id === undefined)
    return ENFORCEMENT.test(key) ? { kind: 'enforcement' } : { kind: 'other' };
  return { kind: 'endpoint', host, orchestrator, workload, id };
}

export const NO_LEAVES: StoredProfile = { tags: undefined, rules: undefined, labels: undefined };

const endpoint = z.object({
  state: z.catch(z.string(), ''),
  name: z.catch(z.string(), ''),
  profile_ids: z.catch(z.optional(z.array(z.string())), undefined),
  /** Old data has a single profile. */
  profile_id: z.catch(z.optional(z.string()), undefined),
  ipv4_nets: z.catch(z.array(z.string()), []),
  ipv6_nets: z.catch(z.array(z.string()), []),
  labels: z.catch(z.optional(z.record(z.string(), z.string())), undefined),
});

/**
 * Decodes a workload endpoint. One that is not a JSON object has no properties besides its key: Felix treats it as
 * absent (fetcd.py), so that its interface drops everything.
 */
export function decodeEndpoint(
  key: string,
  place: Extract<ParsedKey, { kind: 'endpoint' }>,
  value: string,
): WorkloadEndpoint {
  const parsed = endpoint.safeParse(parseJson(value));
  const { state, name, profile_ids, profile_id, ipv4_nets, ipv6_nets, labels } = parsed.data ?? endpoint.parse({});
  const { host, orchestrator, workload, id } = place;
  return {
    key,
    text: value,
    host,
    orchestrator,
    workload,
    id,
    state,
    interfaceName: name,
    profileIds: profile_ids ?? (profile_id === undefined ? [] : [profile_id]),
    ipv4Nets: ipv4_nets,
    ipv6Nets: ipv6_nets,
    ...(labels && { labels }),
  };
}

const pool = z.object({
  cidr: z.string(),
  ipip: z.catch(z.string(), ''),
  masquerade: z.catch(z.boolean(), false),
  ipam: z.catch(z.boolean(), true),
  disabled: z.catch(z.boolean(), false),
});

/** Decodes an IP pool, or returns undefined if it is invalid. */
export function decodePool(version: 4 | 6, value: string): IpPool | undefined {
  const parsed = pool.safeParse(parseJson(value));
  if (!parsed.success) return undefined;
  const { cidr, ipip, masquerade, ipam, disabled } = parsed.data;
  return { cidr, version, ipip: ipip !== '', masquerade, ipam, disabled };
}

const network = z.object({
  id: z.string(),
  name: z.string(),
  networkType: z.catch(z.string(), ''),
  scope: z.catch(z.string(), ''),
  ipamV4Config: z.catch(z.string(), '[]'),
});
const pools = z.array(z.object({ PreferredPool: z.catch(z.string(), '') }));

/** Decodes libnetwork's record of a network (libnetwork's network.go), or returns undefined if it is invalid. */
export function decodeNetwork(value: string): Network | undefined {
  const parsed = network.safeParse(parseJson(value));
  if (!parsed.success) return undefined;
  const { id, name, networkType, scope, ipamV4Config } = parsed.data;
  // JSON inside a string.
  const configured = pools.safeParse(parseJson(ipamV4Config));
  const subnets = configured.success
    ? configured.data.map(({ PreferredPool }) => PreferredPool).filter((subnet) => subnet !== '')
    : [];
  return { id, name, driver: networkType, scope, subnets, containers: [] };
}

function isLeaf(name: string): name is Leaf {
  return (LEAVES as readonly string[]).includes(name);
}

function unescapeElement(element: string): string {
  return element.replaceAll('%2f', '/').replaceAll('%25', '%');
}

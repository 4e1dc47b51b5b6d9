import * as z from 'zod/mini';
import { compilePolicy, type CompiledPolicy, type PolicyEndpoint } from '../../policy/verdict';
import { CALICO_V1 } from '../calico/layout';
import { pathOf } from '../etcd/event';
import type { EtcdStore } from '../etcd/store';
import { isTooDeep, jsonOrUndefined } from '../json';
import { AGENTS } from '../machines';
import { texts } from '../schema';

const endpointSchema = z.object({
  state: z.string(),
  profile_ids: z.optional(z.array(z.string())),
  /** Old versions write this in place of the list. */
  profile_id: z.nullish(z.string()),
  ipv4_nets: z._default(z.array(z.string()), []),
  ipv6_nets: z._default(z.array(z.string()), []),
  labels: z._default(texts, {}),
});

/** Relevant leaf keys, below Calico's root. */
const PROFILE = /^\/policy\/profile\/([^/]+)\/(tags|rules|labels)$/;
const ENDPOINT = /^\/host\/([^/]+)\/workload\/[^/]+\/[^/]+\/endpoint\/[^/]+$/;

/** Replaces a text that is nested too deep to parse; it is invalid as well. */
const UNREADABLE = '[';

/** The policy in etcd, compiled lazily after a change. */
export class PolicyView {
  #policy: CompiledPolicy | undefined;
  #stale = true;

  constructor(private readonly store: EtcdStore) {
    store.onChange((event) => {
      const path = pathOf(event);
      if (`${path}/`.startsWith(`${CALICO_V1}/`) || `${CALICO_V1}/`.startsWith(`${path}/`)) this.#stale = true;
    });
  }

  /** The current policy. */
  get policy(): CompiledPolicy {
    if (this.#stale || !this.#policy) {
      this.#policy = this.#compile(this.#policy);
      this.#stale = false;
    }
    return this.#policy;
  }

  #compile(previous: CompiledPolicy | undefined): CompiledPolicy {
    const leaves = new Map<string, Map<string, string>>();
    const endpoints: PolicyEndpoint[] = [];
    for (const { path, value } of this.store.leaves(CALICO_V1)) {
      const key = path.slice(CALICO_V1.length);
      const [, profile, leaf] = PROFILE.exec(key) ?? [];
      if (profile !== undefined && leaf !== undefined)
        leaves.set(
          profile,
          (leaves.get(profile) ?? new Map<string, string>()).set(leaf, isTooDeep(value) ? UNREADABLE : value),
        );
      const [, host] = ENDPOINT.exec(key) ?? [];
      const endpoint = host === undefined ? undefined : readEndpoint(path, host, value);
      if (endpoint) endpoints.push(endpoint);
    }
    const profiles = [...leaves].map(([name, stored]) => {
      const labels = texts.safeParse(jsonOrUndefined(stored.get('labels') ?? '{}')).data;
      return { name, stored: { rules: stored.get('rules'), tags: stored.get('tags') }, ...(labels && { labels }) };
    });
    const hosts = AGENTS.map(({ hostname, address }) => ({
      name: hostname,
      addresses: [address],
      fromWorkloads: 'RETURN' as const,
    }));
    return compilePolicy({ profiles, endpoints, hosts }, previous);
  }
}

function readEndpoint(name: string, host: string, value: string): PolicyEndpoint | undefined {
  const parsed = endpointSchema.safeParse(jsonOrUndefined(value));
  // Felix treats an invalid endpoint as missing.
  if (!parsed.success) return undefined;
  const { state, profile_ids, profile_id, ipv4_nets, ipv6_nets, labels } = parsed.data;
  const profiles = profile_ids ?? (profile_id ? [profile_id] : []);
  return { name, host, profiles, addresses: [...ipv4_nets, ...ipv6_nets], active: state === 'active', labels };
}

import * as z from 'zod/mini';
import { parseNetwork, sameNetwork, type Network } from '../../policy/model/address';
import type { EtcdStore } from '../etcd/store';
import { jsonOrUndefined } from '../json';
import { POOLS } from './layout';

const schema = z.object({
  cidr: z.string(),
  ipam: z._default(z.boolean(), true),
  disabled: z._default(z.boolean(), false),
});

/** An IPv4 pool for allocation. */
export interface Pool {
  readonly cidr: string;
  readonly network: Network;
}

/** Returns the pools currently in etcd; ignores invalid ones. */
export function ipamPools(store: EtcdStore): Pool[] {
  return [...store.leaves(POOLS)].flatMap(({ value }) => {
    const parsed = schema.safeParse(jsonOrUndefined(value));
    const network = parsed.success ? parseNetwork(parsed.data.cidr) : undefined;
    if (!parsed.success || network?.version !== 4 || !parsed.data.ipam || parsed.data.disabled) return [];
    return [{ cidr: parsed.data.cidr, network }];
  });
}

/** Returns the pool with exactly this CIDR. */
export function poolOf(store: EtcdStore, cidr: string): Pool | undefined {
  const wanted = parseNetwork(cidr);
  return wanted && ipamPools(store).find(({ network }) => sameNetwork(network, wanted));
}

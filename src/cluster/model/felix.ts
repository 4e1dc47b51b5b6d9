import { felixOf, type FelixVersion } from '../../policy/calico1/translate';
import type { PolicyData } from './snapshot';

const known = new WeakMap<PolicyData, FelixVersion>();

/** Returns the generation of Felix that a cluster's policy was written for. */
export function felixIn(data: PolicyData): FelixVersion {
  let felix = known.get(data);
  if (!felix) {
    const { enforcement, profiles } = data;
    felix = felixOf({
      config: enforcement?.config ?? new Map(),
      tiers: enforcement?.tiers ?? [],
      profiles: profiles.map(({ name, stored: { rules } }) => ({
        key: name,
        name,
        ...(rules !== undefined && { rules }),
      })),
    });
    known.set(data, felix);
  }
  return felix;
}

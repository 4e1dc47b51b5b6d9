import { Connectivity } from '../../policy/reach';
import type { StoredPolicy } from '../../policy/calico1/stored-policy';
import type { CompiledModel } from '../../policy/verdict';

const known = new WeakMap<CompiledModel, Connectivity>();
let latest: WeakRef<Connectivity> | undefined;

/**
 * Returns which ends can connect by any protocol and port. Over IPv6 if no workload has an IPv4 address. Calculated once
 * per policy, reusing the previous result where possible.
 */
export function connectivityOf({ model }: StoredPolicy): Connectivity {
  let found = known.get(model);
  if (!found) {
    found = Connectivity.of(model, versionOf(model), 'enforced', latest?.deref());
    known.set(model, found);
    latest = new WeakRef(found);
  }
  return found;
}

function versionOf({ directory }: CompiledModel): 4 | 6 {
  let version: 4 | 6 = 4;
  for (const { endpoint } of directory) {
    if (endpoint.kind !== 'workload' || endpoint.addresses.length === 0) continue;
    if (endpoint.addresses.some((address) => address.version === 4)) return 4;
    version = 6;
  }
  return version;
}

import { tiersOfObjects } from '../../../../cluster/model/object-tiers';
import { labelsInUse } from '../../../../cluster/model/labels';
import { objectsIn } from '../../../../cluster/model/resources';
import { DIRECTIONS } from '../../../../policy/model/rule';
import { calicoRulesIn } from '../../../../policy/resources';
import type { PolicyData } from '../../../../cluster/model/snapshot';

/** Labels in use: by key, and by value the number of endpoints and network sets that have it. */
export type Labels = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What the objects of a cluster refer to each other by. */
export interface NamesInUse {
  /** Of endpoints and network sets. */
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly serviceAccountLabels: Labels;
  readonly tiers: readonly string[];
  readonly namespaces: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly nodes: readonly string[];
  readonly profiles: readonly string[];
  /** Named ports of endpoints, and ports that policies name, as written. */
  readonly ports: ReadonlyMap<string, 'endpoint' | 'policy'>;
  /** Pools of addresses. */
  readonly nets: readonly string[];
}

/** The prefixes of labels that endpoints inherit (libcalico-go's conversion of namespaces and service accounts). */
const NAMESPACE = 'pcns.';
const SERVICE_ACCOUNT = 'pcsa.';

const known = new WeakMap<PolicyData, NamesInUse>();

/** Returns the names in use in a cluster. */
export function namesInUse(data: PolicyData): NamesInUse {
  let used = known.get(data);
  if (!used) known.set(data, (used = gather(data)));
  return used;
}

function gather(data: PolicyData): NamesInUse {
  const objects = data.resources ? objectsIn(data.resources) : [];
  const labels = new Map<string, Map<string, number>>();
  const note = (key: string, value: string, count: number) => {
    const values = labels.get(key) ?? new Map<string, number>();
    labels.set(key, values.set(value, (values.get(value) ?? 0) + count));
  };
  for (const [key, values] of labelsInUse(data)) for (const [value, count] of values) note(key, value, count);
  const namespaces = new Set<string>();
  const accounts = new Set<string>();
  const nodes = new Set<string>();
  const profiles = new Set<string>();
  const nets = new Set<string>();
  const ports = new Map<string, 'endpoint' | 'policy'>();
  for (const object of objects) {
    if (object.metadata.namespace !== undefined) namespaces.add(object.metadata.namespace);
    for (const direction of DIRECTIONS)
      for (const { source, destination } of calicoRulesIn(object, direction))
        for (const port of [...(source?.ports ?? []), ...(destination?.ports ?? [])])
          if (!ports.has(String(port))) ports.set(String(port), 'policy');
    switch (object.kind) {
      case 'NetworkSet':
      case 'GlobalNetworkSet':
        for (const [key, value] of Object.entries(object.metadata.labels ?? {})) note(key, value, 1);
        break;
      case 'WorkloadEndpoint':
        if (object.spec?.serviceAccountName) accounts.add(object.spec.serviceAccountName);
        for (const { name } of object.spec?.ports ?? []) if (name) ports.set(name, 'endpoint');
        break;
      case 'HostEndpoint':
        for (const { name } of object.spec?.ports ?? []) ports.set(name, 'endpoint');
        break;
      case 'Node':
        nodes.add(object.metadata.name);
        break;
      case 'Profile':
        profiles.add(object.metadata.name);
        break;
      case 'IPPool':
        if (object.spec?.cidr) nets.add(object.spec.cidr);
        break;
      default:
    }
  }
  const sorted = (found: ReadonlySet<string>) => [...found].sort();
  return {
    labels: new Map([...labels].filter(([key]) => !key.startsWith(NAMESPACE) && !key.startsWith(SERVICE_ACCOUNT))),
    namespaceLabels: without(NAMESPACE, labels),
    serviceAccountLabels: without(SERVICE_ACCOUNT, labels),
    tiers: [...new Set([...tiersOfObjects(data).map(({ name }) => name), 'default'])],
    namespaces: sorted(namespaces),
    serviceAccounts: sorted(accounts),
    nodes: sorted(nodes),
    profiles: sorted(profiles),
    ports,
    nets: sorted(nets),
  };
}

function without(prefix: string, labels: Labels): Labels {
  return new Map(
    [...labels].flatMap(([key, values]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), values]] : [])),
  );
}

import { compiledOf } from '../../../../cluster/analysis/compiled';
import { tiersOfObjects } from '../../../../cluster/model/object-tiers';
import { countLabel, labelsInUse } from '../../../../cluster/model/labels';
import { SERVICE_ACCOUNT_LABEL } from '../../../../policy/calico3/translate/selectors';
import { authoredLabels } from '../../../../policy/kubernetes/pod-owner';
import { NAMESPACE_LABEL } from '../../../../policy/model/labels';
import type { EndpointClass } from '../../../../policy/verdict/classes';
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
  /** By namespace, what its pods were labeled with by people. */
  readonly podLabels: ReadonlyMap<string, Labels>;
  readonly tiers: readonly string[];
  /** With the number of endpoints in them. */
  readonly namespaces: ReadonlyMap<string, number>;
  /** With the number of endpoints that have them. */
  readonly serviceAccounts: ReadonlyMap<string, number>;
  readonly nodes: readonly string[];
  readonly profiles: readonly string[];
  /** Named ports with the number of endpoints that have them, and ports that policies name, as written, with 0. */
  readonly ports: ReadonlyMap<string, number>;
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
  for (const [key, values] of labelsInUse(data)) labels.set(key, new Map(values));
  const { labels: podLabels, namespaces, accounts, ports } = usedByEndpoints(data);
  const nodes = new Set(data.endpoints.flatMap(({ host }) => (host === '' ? [] : [host])));
  const profiles = new Set<string>();
  const nets = new Set<string>();
  const also = (found: Map<string, number>, name: string | undefined) => {
    if (name !== undefined && !found.has(name)) found.set(name, 0);
  };
  for (const object of objects) {
    also(namespaces, object.metadata.namespace);
    for (const direction of DIRECTIONS)
      for (const { source, destination } of calicoRulesIn(object, direction))
        for (const port of [...(source?.ports ?? []), ...(destination?.ports ?? [])]) also(ports, String(port));
    switch (object.kind) {
      case 'Namespace':
        also(namespaces, object.metadata.name);
        break;
      case 'ServiceAccount':
        also(accounts, object.metadata.name);
        break;
      case 'NetworkSet':
      case 'GlobalNetworkSet':
        for (const [key, value] of Object.entries(object.metadata.labels ?? {})) countLabel(labels, key, value, 1);
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
    podLabels,
    tiers: [...new Set([...tiersOfObjects(data).map(({ name }) => name), 'default'])],
    namespaces: new Map([...namespaces].sort()),
    serviceAccounts: new Map([...accounts].sort()),
    nodes: sorted(nodes),
    profiles: sorted(profiles),
    ports,
    nets: sorted(nets),
  };
}

/** Returns what endpoints have of their own, with the number of those that have it. */
function usedByEndpoints(data: PolicyData): {
  readonly labels: ReadonlyMap<string, Labels>;
  readonly namespaces: Map<string, number>;
  readonly accounts: Map<string, number>;
  readonly ports: Map<string, number>;
} {
  const labels = new Map<string, Map<string, Map<string, number>>>();
  const [namespaces, accounts, ports] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const add = <Key>(counts: Map<Key, number>, key: Key | undefined, count = 1) => {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + count);
  };
  // Most pods have the labels of others.
  const classes = new Map<EndpointClass, number>();
  for (const { endpoint, class: of } of compiledOf(data).model.directory.members) {
    if (endpoint.kind === 'workload') add(classes, of);
    if (endpoint.kind !== 'network-set') for (const { name } of endpoint.ports) add(ports, name);
  }
  for (const [of, count] of classes) {
    const namespace = of.labels[NAMESPACE_LABEL] ?? '';
    add(namespaces, of.labels[NAMESPACE_LABEL], count);
    add(accounts, of.labels[SERVICE_ACCOUNT_LABEL], count);
    const inNamespace = labels.get(namespace) ?? new Map<string, Map<string, number>>();
    labels.set(namespace, inNamespace);
    for (const [key, value] of authoredLabels(of.labels)) countLabel(inNamespace, key, value, count);
  }
  return { labels, namespaces, accounts, ports };
}

function without(prefix: string, labels: Labels): Labels {
  return new Map(
    [...labels].flatMap(([key, values]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), values]] : [])),
  );
}

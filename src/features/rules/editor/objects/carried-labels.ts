import * as l10n from '@vscode/l10n';
import { endpointCount, podCount } from '../../../../app/text/counts';
import { countLabel } from '../../../../cluster/model/labels';
import type { LabelOwner } from '../../../../policy/documents';
import type { Labels, NamesInUse } from './names-in-use';

/** What a cluster offers to a document. */
export interface Cluster {
  readonly names: NamesInUse;
  /** Says how many endpoints there are of something. */
  readonly count: (count: number) => string;
  /** That of the document's object. */
  readonly namespace: string | undefined;
}

/** A label with its values, and in words how many have it. */
interface Carried {
  readonly values: ReadonlyMap<string, string>;
  readonly detail: string;
}

/** By key. */
export type CarriedLabels = ReadonlyMap<string, Carried>;

/** Returns the labels that a document may name where it is about those of an owner; undefined if they are not known. */
export function labelsOf(of: LabelOwner | undefined, cluster: Cluster | undefined): CarriedLabels | undefined {
  if (!cluster) return undefined;
  const { names, count } = cluster;
  switch (of) {
    case 'pods':
      return labelsOfPods(cluster);
    case 'endpoints':
      return carried(names.labels, endpointCount);
    case 'namespaces':
      return carried(names.namespaceLabels, count);
    case 'service-accounts':
      return carried(names.serviceAccountLabels, count);
    case 'nodes':
    case 'own':
    case undefined:
      return undefined;
  }
}

function carried(labels: Labels, count: (count: number) => string): CarriedLabels {
  return new Map(
    [...labels].map(([key, values]) => [
      key,
      {
        values: new Map([...values].map(([value, endpoints]) => [value, count(endpoints)])),
        detail: count([...values.values()].reduce((sum, endpoints) => sum + endpoints, 0)),
      },
    ]),
  );
}

/** The labels of pods: first those in the namespace of the document's object, then those in others, which it says. */
function labelsOfPods({ names: { podLabels }, namespace }: Cluster): CarriedLabels {
  const here = podLabels.get(namespace ?? '');
  const others = new Map<string, Map<string, number>>();
  for (const [name, labels] of podLabels)
    if (name !== namespace)
      for (const [key, values] of labels) for (const [value, pods] of values) countLabel(others, key, value, pods);
  const elsewhere = (pods: number) => (here ? l10n.t('{0} in other namespaces', podCount(pods)) : podCount(pods));
  const found = new Map(here && carried(here, podCount));
  for (const [key, { values, detail }] of carried(others, elsewhere)) {
    const own = found.get(key);
    found.set(key, {
      values: new Map([...(own?.values ?? []), ...[...values].filter(([value]) => !own?.values.has(value))]),
      detail: own?.detail ?? detail,
    });
  }
  return found;
}

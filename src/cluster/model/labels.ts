import { compileSelector, parseV3Selector, type Labels } from '../../policy/selectors';
import { compiledOf } from '../analysis/compiled';
import { endpointName } from '../analysis/stored';
import { hostEndpointName } from './host-endpoints';
import type { PolicyData, WorkloadEndpoint } from './snapshot';

/** Something that a selector may select: an endpoint of a workload, or of a host. */
export interface Labelled {
  /** Of a workload. */
  readonly endpoint?: WorkloadEndpoint;
  /** Of a host's endpoint, as a person calls it. */
  readonly name?: string;
  /** Its own, and those that it inherits from its profiles. */
  readonly labels: Labels;
}

const labelled = new WeakMap<PolicyData, readonly Labelled[]>();

/** Returns all endpoints with their labels; an endpoint's own label hides one that it inherits. */
export function labelledOf(data: PolicyData): readonly Labelled[] {
  let all = labelled.get(data);
  if (!all) labelled.set(data, (all = gather(data)));
  return all;
}

/** The model joins an endpoint's labels with those of its profiles. */
function gather(data: PolicyData): readonly Labelled[] {
  const workloads = new Map(data.endpoints.map((endpoint) => [endpointName(endpoint), endpoint]));
  return compiledOf(data).model.directory.members.flatMap(({ endpoint, class: { labels } }): Labelled[] => {
    switch (endpoint.kind) {
      case 'workload': {
        const workload = workloads.get(endpoint.id);
        return workload ? [{ endpoint: workload, labels }] : [];
      }
      case 'host-endpoint':
        return [{ name: hostEndpointName(endpoint), labels }];
      case 'network-set':
        return [];
    }
  });
}

const answers = new WeakMap<PolicyData, Map<string, readonly Labelled[] | undefined>>();

/** Returns the endpoints that a selector selects, or undefined for a text that is no selector. */
export function selectedBy(selector: string, data: PolicyData): readonly Labelled[] | undefined {
  const known = answers.get(data) ?? new Map<string, readonly Labelled[] | undefined>();
  answers.set(data, known);
  if (!known.has(selector)) {
    const parsed = parseV3Selector(selector);
    const selects = parsed.ok ? compileSelector(parsed.selector) : undefined;
    known.set(selector, selects && labelledOf(data).filter(({ labels }) => selects(labels)));
  }
  return known.get(selector);
}

const uses = new WeakMap<PolicyData, ReadonlyMap<string, ReadonlyMap<string, number>>>();

/** Returns the labels in use: by key, and by value the number of endpoints that have it. */
export function labelsInUse(data: PolicyData): ReadonlyMap<string, ReadonlyMap<string, number>> {
  let found = uses.get(data);
  if (!found) uses.set(data, (found = countLabels(labelledOf(data))));
  return found;
}

function countLabels(all: readonly Labelled[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { labels } of all) for (const [key, value] of Object.entries(labels)) countLabel(counts, key, value, 1);
  return counts;
}

/** Adds to the number of those that have a label. */
export function countLabel(counts: Map<string, Map<string, number>>, key: string, value: string, count: number): void {
  const values = counts.get(key) ?? new Map<string, number>();
  counts.set(key, values.set(value, (values.get(value) ?? 0) + count));
}

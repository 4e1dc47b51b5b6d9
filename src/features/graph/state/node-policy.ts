import { compiledOf } from '../../../cluster/analysis/compiled';
import { decidingPoliciesOf } from '../../../policy/explain';
import { writtenProfiles } from '../../../cluster/model/written-profiles';
import { authoredLabels } from '../../../policy/kubernetes/pod-owner';
import type { ObjectRef } from '../../../policy/model/origin';
import type { Policy } from '../../../policy/model/policy';
import type { Direction } from '../../../policy/model/rule';
import type { Workload } from '../../../cluster/model/workloads';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { CompiledModel } from '../../../policy/verdict';
import type { EndpointClass } from '../../../policy/verdict/classes';
import type { Scope } from './scope';
import type { GraphNode } from '../protocol/elements';

/** Beyond this many labels, a node is too mixed to be described by them. */
const MOST_LABELS = 64;

/**
 * Returns the labels that authors gave workloads and hosts, and the policies of tiers that decide for them in evaluation
 * order. Omits what is empty.
 * @param endpoints Their names in the compiled policy.
 */
export function nodePolicy(
  endpoints: readonly string[],
  policy: PolicyData | undefined,
): Pick<GraphNode, 'labels' | 'policies'> {
  if (!policy) return {};
  const { model } = compiledOf(policy);
  const classes = distinct(endpoints, model);
  const labels = new Set(
    [...classes.keys()].flatMap((of) => authoredLabels(of.labels).map(([key, value]) => `${key}=${value}`)),
  );
  const decide = (direction: Direction) => [
    ...new Set(
      [...classes.values()].flatMap((endpoint) =>
        (decidingPoliciesOf(endpoint, direction, model)?.tiers ?? []).flatMap(({ policies }) => policies.map(nameOf)),
      ),
    ),
  ];
  const [inbound, outbound] = [decide('ingress'), decide('egress')];
  return {
    ...(labels.size > 0 && labels.size <= MOST_LABELS && { labels: [...labels].sort() }),
    ...(inbound.length + outbound.length > 0 && { policies: { inbound, outbound } }),
  };
}

/** Whether no policy selects some workloads, and none has a profile with rules of its own. */
export function isUnselected(members: readonly Workload[], { policy }: Pick<Scope, 'policy'>): boolean {
  if (!policy) return false;
  const { model } = compiledOf(policy);
  if (members.some(({ profiles }) => writtenProfiles(profiles, policy).length > 0)) return false;
  return [
    ...distinct(
      members.map(({ endpoint }) => endpoint),
      model,
    ).values(),
  ].every((endpoint) =>
    (['ingress', 'egress'] as const).every(
      (direction) => decidingPoliciesOf(endpoint, direction, model)?.tiers.length === 0,
    ),
  );
}

/** Returns one endpoint of each class, because policies decide for all of a class alike. */
function distinct(endpoints: readonly string[], { directory }: CompiledModel): ReadonlyMap<EndpointClass, string> {
  const classes = new Map<EndpointClass, string>();
  for (const endpoint of endpoints) {
    const member = directory.member(endpoint);
    if (member) classes.set(member.class, endpoint);
  }
  return classes;
}

/** Returns the object of a policy that a node names. */
export function policyObject(name: string, policy: PolicyData): ObjectRef | undefined {
  return compiledOf(policy).model.model.policies.find((candidate) => nameOf(candidate) === name)?.origin.object;
}

/** The name of a policy, with its tier. */
function nameOf({ tier, tieBreak, origin: { object } }: Policy): string {
  if (object.source !== 'resource') return `${tier}/${tieBreak}`;
  return `${tier}/${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
}

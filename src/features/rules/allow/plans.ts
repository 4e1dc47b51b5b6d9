import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { withResources } from '../../../cluster/model/resources';
import { calicoVersionIn, storedPolicyName } from '../../../policy/datastore';
import { newResource } from '../../../policy/documents';
import type { Direction } from '../../../policy/model/rule';
import { quote, type Labels } from '../../../policy/selectors';
import { judge, type CompiledModel, type Stage } from '../../../policy/verdict';
import { newIdentity } from '../objects/new-identity';
import type { NewPolicy } from '../objects/start';
import type { TrafficEnd } from './ends';

/** Traffic to allow. */
export interface Traffic {
  readonly from: TrafficEnd;
  readonly to: TrafficEnd;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** New policies that together allow traffic: one for each direction that denies it. */
export interface AllowPlan {
  readonly kind: 'kubernetes' | 'calico';
  /** The tier of the policies. */
  readonly tier: string;
  /** Returns the policies under a name; that for egress has the suffix `-egress` if there are two. */
  readonly named: (name: string) => readonly NewPolicy[];
}

/** The name under which plans are evaluated. It decides nothing. */
const UNNAMED = 'new';

/** Maximum number of pairs of pods that are evaluated. */
const MOST_PAIRS = 25;

/** Tiers that only cluster-wide policies of Kubernetes are in. */
const OF_KUBERNETES = new Set(['kube-admin', 'kube-baseline']);

/** Calico's order of NetworkPolicies of Kubernetes. */
const KUBERNETES_ORDER = 1000;

/** Returns what denies traffic, by direction; empty if nothing does. */
export function denialsOf(traffic: Traffic, model: CompiledModel): ReadonlyMap<Direction, Stage> {
  const denials = new Map<Direction, Stage>();
  for (const stage of stagesOf(traffic, model))
    if (stage.outcome === 'deny' && !denials.has(stage.direction)) denials.set(stage.direction, stage);
  return denials;
}

/**
 * Returns the plans that make denied traffic pass, evaluated with the whole policy: a NetworkPolicy of Kubernetes does
 * not if a policy of Calico denies before it.
 */
export function plansFor(
  traffic: Traffic,
  data: PolicyData,
  snapshot: Pick<Snapshot, 'isKubernetes'>,
): readonly AllowPlan[] {
  const { model } = compiledOf(data);
  const denials = denialsOf(traffic, model);
  const plans = [kubernetesPlan(traffic, denials, snapshot), calicoPlan(traffic, denials, data, snapshot)];
  return plans.filter((plan) => plan !== undefined).filter((plan) => isEffective(plan, traffic, data));
}

function isEffective({ named }: AllowPlan, traffic: Traffic, data: PolicyData): boolean {
  const drafts = named(UNNAMED).map(({ id, made }) => ({ id, object: made.object }));
  return denialsOf(traffic, compiledOf(withResources(data, drafts)).model).size === 0;
}

function stagesOf({ from, to, protocol, port }: Traffic, model: CompiledModel): readonly Stage[] {
  const pairs = from.endpoints.flatMap((source) =>
    to.endpoints.filter((target) => target !== source).map((target) => [source, target] as const),
  );
  // Evenly spread, since neighbors are alike.
  const step = Math.max(1, pairs.length / MOST_PAIRS);
  const sampled = Array.from({ length: Math.min(pairs.length, MOST_PAIRS) }, (_, index) => {
    return pairs[Math.floor(index * step)];
  });
  return sampled.flatMap((pair) => {
    if (!pair) return [];
    const [source, target] = pair.map((endpoint) => ({ endpoint }));
    if (!source || !target) return [];
    return judge({ source, destination: target, protocol, destinationPort: port }, model).enforced.stages;
  });
}

type Denials = ReturnType<typeof denialsOf>;

/** The name of each direction's policy. */
function nameFor(direction: Direction, name: string, { size }: Denials): string {
  return direction === 'egress' && size > 1 ? `${name}-egress` : name;
}

/** Clusters without Kubernetes' API have Calico's policies only. */
function kubernetesPlan(
  { from, to, protocol, port }: Traffic,
  denials: Denials,
  { isKubernetes }: Pick<Snapshot, 'isKubernetes'>,
): AllowPlan | undefined {
  if (!isKubernetes) return undefined;
  const made = (name: string, direction: Direction): NewPolicy => {
    const [own, far] = direction === 'ingress' ? [to, from] : [from, to];
    const peer = {
      ...(far.namespace !== own.namespace && {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': far.namespace } },
      }),
      ...(hasLabels(far) || far.namespace === own.namespace ? { podSelector: selectorOf(far.labels) } : {}),
    };
    const rule = { [direction === 'ingress' ? 'from' : 'to']: [peer], ports: [{ protocol, port }] };
    const spec = { podSelector: selectorOf(own.labels), policyTypes: [typeOf(direction)], [direction]: [rule] };
    const id = {
      kind: 'KubernetesNetworkPolicy',
      namespace: own.namespace,
      name: nameFor(direction, name, denials),
    } as const;
    return { id, made: newResource(id, spec, {}) };
  };
  const named = (name: string) => [...denials.keys()].map((direction) => made(name, direction));
  return { kind: 'kubernetes', tier: 'default', named };
}

/** Policies of Calico, in front of what denies. */
function calicoPlan(
  { from, to, protocol, port }: Traffic,
  denials: Denials,
  data: PolicyData,
  snapshot: Pick<Snapshot, 'isKubernetes'>,
): AllowPlan | undefined {
  const stored = data.resources?.stored ?? [];
  const tiers = new Set([...denials.values()].map(({ tiers: steps }) => steps.at(-1)?.tier.name));
  const [tier] = tiers;
  const hasCalico = stored.some(({ id }) => id.kind === 'Tier' && id.name === tier);
  if (tier === undefined || tiers.size > 1 || OF_KUBERNETES.has(tier) || !hasCalico) return undefined;
  const version = calicoVersionIn(stored);
  const made = (name: string, direction: Direction, stage: Stage): NewPolicy => {
    const [own, far] = direction === 'ingress' ? [to, from] : [from, to];
    const selector = calicoSelector(far.labels);
    const entity = {
      selector,
      ...(far.namespace !== own.namespace && {
        namespaceSelector: `projectcalico.org/name == ${quote(far.namespace)}`,
      }),
    };
    const rule =
      direction === 'ingress'
        ? { action: 'Allow', protocol, source: entity, destination: { ports: [port] } }
        : { action: 'Allow', protocol, destination: { ...entity, ports: [port] } };
    const order = orderBefore(stage);
    const spec = {
      tier,
      ...(order !== undefined && { order }),
      selector: calicoSelector(own.labels),
      types: [typeOf(direction)],
      [direction]: [rule],
    };
    const id = {
      kind: 'NetworkPolicy',
      namespace: own.namespace,
      name: storedPolicyName(nameFor(direction, name, denials), tier, version),
    } as const;
    return { id, made: newResource(id, spec, newIdentity(snapshot)) };
  };
  const named = (name: string) => [...denials].map(([direction, stage]) => made(name, direction, stage));
  return { kind: 'calico', tier, named };
}

/** An order in front of the policy whose rule denies; undefined if only the tier's end does. */
function orderBefore({ tiers }: Stage): number | undefined {
  const step = tiers.at(-1);
  if (step?.by !== 'rule') return undefined;
  const order = step.policies.at(-1)?.policy.order ?? Infinity;
  return order === Infinity ? KUBERNETES_ORDER : order - 1;
}

function typeOf(direction: Direction): 'Ingress' | 'Egress' {
  return direction === 'ingress' ? 'Ingress' : 'Egress';
}

function hasLabels({ labels }: TrafficEnd): boolean {
  return Object.keys(labels).length > 0;
}

function selectorOf(labels: Labels): object {
  return Object.keys(labels).length === 0 ? {} : { matchLabels: labels };
}

function calicoSelector(labels: Labels): string {
  const terms = Object.entries(labels).map(([key, value]) => `${key} == ${quote(value)}`);
  return terms.length === 0 ? 'all()' : terms.join(' && ');
}

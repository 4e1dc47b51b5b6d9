import { judge, type Stage } from '../../../src/policy/verdict';
import type { Outcome } from '../cases';
import { compiled } from './cluster';
import { Faults, flowIn, outcomeOf, type RecordedFlow } from './flows';
import { stageOf } from './np-verdicts';

/** A line of cnp-verdicts or anp-verdicts: cluster-wide policies. */
export interface ClusterPolicyCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  readonly flows: readonly (RecordedFlow & {
    readonly allowed: boolean;
    readonly egress?: RecordedHalf;
    readonly ingress?: RecordedHalf;
  })[];
}

interface RecordedHalf {
  readonly allowed: boolean;
  readonly decidedBy: Decider;
  readonly passed?: readonly Decider[];
}

interface Decider {
  readonly tier: 'Admin' | 'NetworkPolicy' | 'Baseline' | 'default';
  readonly policy?: string;
  readonly rule?: number;
  readonly action: string;
  readonly policies?: readonly string[];
}

/** Compares each flow with both halves: what decided, and what passed before. */
export function replayClusterPolicies(test: ClusterPolicyCase): Outcome[] {
  const model = compiled(test.objects);
  return test.flows.map((flow, index) => {
    const { enforced } = judge(flowIn(test.objects, flow), model);
    const faults = new Faults();
    faults.same('the verdict', enforced.outcome, flow.allowed ? 'allowed' : 'denied');
    for (const direction of ['egress', 'ingress'] as const) {
      const recorded = flow[direction];
      const stage = stageOf(enforced, direction);
      if (!recorded || !stage) continue;
      faults.same(direction, stage.outcome, recorded.allowed ? 'allow' : 'deny');
      faults.same(`who decided ${direction}`, deciderOf(stage), describe(recorded.decidedBy));
      faults.same(`what passed ${direction}`, passesOf(stage), (recorded.passed ?? []).map(describe).join());
    }
    const differs =
      faults.found.length > 0 && faults.found.every((fault) => fault.startsWith('who ') || fault.startsWith('what '));
    if (differs && namesPorts(test.objects, [flow.egress, flow.ingress]))
      return { id: `${test.id}#${index}`, skipped: OTHER_DECIDER };
    return outcomeOf(`${test.id}#${index}`, flow, enforced, faults.found);
  });
}

/** kube-network-policies matches a `namedPort` of v1alpha1 only by its number, and uses TCP's in place of UDP's. */
const OTHER_DECIDER = 'same verdict, but the tool determines the decider without the protocol of a named port';

/** Whether the recorded v1alpha1 rule has a named port. */
function namesPorts(objects: readonly unknown[], halves: readonly (RecordedHalf | undefined)[]): boolean {
  const decidingPolicies = halves.flatMap((half) => (half ? [half.decidedBy, ...(half.passed ?? [])] : []));
  return objects.some((object) => {
    const { kind, metadata, spec } = object as {
      readonly kind: string;
      readonly metadata: { readonly name: string };
      readonly spec?: Readonly<Record<string, readonly { readonly ports?: readonly object[] }[]>>;
    };
    if (!kind.endsWith('AdminNetworkPolicy')) return false;
    return decidingPolicies.some(
      ({ policy, rule = 0 }) =>
        policy === metadata.name &&
        [spec?.['ingress'], spec?.['egress']].some((rules) =>
          rules?.[rule]?.ports?.some((port) => 'namedPort' in port),
        ),
    );
  });
}

const TIERS: Readonly<Record<string, Decider['tier']>> = {
  'kube-admin': 'Admin',
  default: 'NetworkPolicy',
  'kube-baseline': 'Baseline',
};

/** If several policies allow, tools may report any of their rules, so only the fact that one decides is compared. */
function describe({ tier, policy, rule, action, policies }: Decider): string {
  const word = action === 'Accept' ? 'Allow' : action;
  if (tier === 'NetworkPolicy')
    return `${tier} ${word} ${word === 'Deny' ? [...(policies ?? [])].sort().join(' ') : ''}`;
  return `${tier} ${policy ?? ''} ${rule ?? ''} ${word}`;
}

function deciderOf(stage: Stage): string {
  const last = stage.tiers.at(-1);
  if (!last || last.outcome === 'pass') return describe({ tier: 'default', action: 'Allow' });
  return describe(ruleOf(last));
}

function passesOf(stage: Stage): string {
  return stage.tiers
    .filter(({ by, outcome }) => by === 'rule' && outcome === 'pass')
    .map((tier) => describe(ruleOf(tier)))
    .join();
}

function ruleOf({ tier, policies, outcome }: Stage['tiers'][number]): Decider {
  const action = { allow: 'Allow', deny: 'Deny', pass: 'Pass', unknown: '?' }[outcome];
  const names = policies.map(({ policy }) => policy.id.slice(policy.id.indexOf(' ') + 1));
  const decider = policies.at(-1);
  const rule = decider?.decided?.rule.origin.path[2];
  return {
    tier: TIERS[tier.name] ?? 'default',
    policy: names.at(-1) ?? '',
    ...(typeof rule === 'number' && { rule }),
    action,
    policies: names,
  };
}

import { judge, type Stage, type Verdict } from '../../../src/policy/verdict';
import type { Outcome } from '../cases';
import { compiled } from './cluster';
import { Faults, flowIn, outcomeOf, type RecordedFlow } from './flows';

/** A line of np-verdicts, on which several tools for NetworkPolicy agreed. */
export interface NetworkPolicyCase {
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
  /** The allowing rules, as `namespace/policy#rule`, or the isolating policies; empty if there are none. */
  readonly by?: readonly string[];
}

/** Compares each flow with both halves, and what decided. */
export function replayNetworkPolicies(test: NetworkPolicyCase): Outcome[] {
  const model = compiled(test.objects);
  return test.flows.map((flow, index) => {
    const { enforced } = judge(flowIn(test.objects, flow), model);
    const faults = new Faults();
    faults.same('the verdict', enforced.outcome, flow.allowed ? 'allowed' : 'denied');
    for (const direction of ['egress', 'ingress'] as const)
      if (flow[direction]) compareHalf(stageOf(enforced, direction), flow[direction], direction, faults);
    return outcomeOf(`${test.id}#${index}`, flow, enforced, faults.found);
  });
}

/** The half of an endpoint in a verdict. */
export function stageOf(verdict: Verdict, direction: Stage['direction']): Stage | undefined {
  return verdict.stages.find((stage) => stage.direction === direction);
}

function compareHalf(stage: Stage | undefined, { allowed, by }: RecordedHalf, direction: string, faults: Faults): void {
  faults.same(direction, stage?.outcome, allowed ? 'allow' : 'deny');
  if (!by || by.length === 0) return;
  const given = decidingPoliciesOf(stage);
  const agrees = allowed ? given.some((name) => by.includes(name)) : [...given].sort().join() === [...by].sort().join();
  faults.same(`who decided ${direction}`, agrees ? by.join() : given.join(), by.join());
}

/** The rule that allowed, or the policies that isolate. */
function decidingPoliciesOf(stage: Stage | undefined): readonly string[] {
  const tier = stage?.tiers.at(-1);
  const name = (id: string) => id.slice(id.indexOf(' ') + 1);
  const decider = tier?.policies.at(-1);
  if (tier?.by === 'rule' && decider?.decided)
    return [`${name(decider.policy.id)}#${decider.decided.rule.origin.path[2] ?? ''}`];
  return tier?.policies.map(({ policy }) => name(policy.id)) ?? [];
}

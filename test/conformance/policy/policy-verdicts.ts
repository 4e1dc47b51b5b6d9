import type { CompiledModel, Stage, Verdict } from '../../../src/policy/verdict';
import { judge } from '../../../src/policy/verdict';
import type { Outcome } from '../cases';
import { compiled, takenBy, partyIn, type Refused } from './cluster';

/** A line of policy-verdicts: the results of Calico's own calculation and checker. */
export interface PolicyVerdictCase {
  readonly id: string;
  readonly path?: 'native-crd';
  readonly objects: readonly unknown[];
  readonly rejected?: readonly Refused[];
  readonly endpoints: Readonly<Record<string, RecordedEndpoint>>;
  readonly rules: readonly string[];
  readonly flows: readonly RecordedFlow[];
}

interface RecordedEndpoint {
  readonly tiers: readonly {
    readonly name: string;
    readonly ingress?: readonly string[];
    readonly egress?: readonly string[];
  }[];
  readonly profiles: readonly string[];
}

interface RecordedFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  readonly egress?: RecordedHalf;
  readonly ingress?: RecordedHalf;
  readonly allowed: boolean;
  readonly pendingAllowed: boolean;
}

interface RecordedHalf {
  readonly verdict: 'allow' | 'deny';
  readonly trace: readonly number[];
  readonly pending?: 'allow' | 'deny';
  readonly pendingTrace?: readonly number[];
}

/** Compares the policies of each endpoint, and for each flow both halves and what decided: enforced and pending. */
export function replayPolicyVerdicts(test: PolicyVerdictCase): Outcome[] {
  const writing = test.path ?? 'api-server';
  const { taken, misjudged } = takenBy(test.objects, writing, test.rejected);
  const model = compiled(taken, { writing, slices: true });
  const endpoints = Object.entries(test.endpoints).map(([name, recorded]) =>
    outcome(`${test.id} ${name}`, endpointFailure(name, recorded, model)),
  );
  return [
    ...misjudged.map((object) => outcome(`${test.id} ${object}`, 'refused by one, and taken by the other')),
    ...endpoints,
    ...test.flows.map((flow, index) => outcome(`${test.id}#${index}`, flowFailure(flow, test, model))),
  ];
}

function outcome(id: string, failure: string | undefined): Outcome {
  return failure === undefined ? { id } : { id, failure };
}

function endpointFailure(name: string, recorded: RecordedEndpoint, model: CompiledModel): string | undefined {
  const member = model.directory.member(name);
  if (!member) return 'no endpoint';
  const plans = model.plansOf(member.class);
  const given = (['ingress', 'egress'] as const).flatMap((direction) =>
    plans
      .of('pending', 'normal', direction)
      .map(({ tier, policies }) => [direction, tier.name, ...policies.map(({ policy }) => label(policy.id))].join(' ')),
  );
  const wanted = (['ingress', 'egress'] as const).flatMap((direction) =>
    recorded.tiers.flatMap((tier) => {
      const policies = tier[direction] ?? [];
      return policies.length > 0 ? [[direction, tier.name, ...policies].join(' ')] : [];
    }),
  );
  const sameProfiles = recorded.profiles.join(' ') === member.class.profiles.join(' ');
  return given.join('\n') === wanted.join('\n') && sameProfiles
    ? undefined
    : `${JSON.stringify(given)}, recorded ${JSON.stringify(wanted)}; ${member.class.profiles.join(' ')}`;
}

/** `Kind ns/name`, as in the recordings. */
function label(id: string): string {
  return id.replace(' ', '|');
}

function flowFailure(
  flow: RecordedFlow,
  { objects, rules }: PolicyVerdictCase,
  model: CompiledModel,
): string | undefined {
  const answer = judge(
    {
      source: partyIn(objects, flow.from),
      destination: partyIn(objects, flow.to),
      protocol: flow.protocol,
      ...(flow.port !== undefined && { destinationPort: flow.port }),
      sourcePort: 40001,
    },
    model,
  );
  const faults: string[] = [];
  const text = JSON.stringify(flow);
  const check = (what: string, given: unknown, wanted: unknown) => {
    if (given !== wanted) faults.push(`${what} ${String(given)}, recorded ${String(wanted)}`);
  };
  check('outcome', answer.enforced.outcome, flow.allowed ? 'allowed' : 'denied');
  check('pending', answer.pending.outcome, flow.pendingAllowed ? 'allowed' : 'denied');
  for (const direction of ['egress', 'ingress'] as const) {
    const recorded = flow[direction];
    if (!recorded) continue;
    const half = (
      what: string,
      verdict: Verdict,
      decision: string | undefined,
      trace: readonly number[] | undefined,
    ) => {
      if (decision === undefined || !trace) return;
      const stage = verdict.stages.find((candidate) => candidate.direction === direction);
      check(`${what} ${direction}`, stage?.outcome, decision);
      const wanted = trace.map((index) => rules[index] ?? '');
      if (stage) check(`${what} ${direction} by`, traceOf(stage), wanted.map(comparable).join(', '));
    };
    half('enforced', answer.enforced, recorded.verdict, recorded.trace);
    half('pending', answer.pending, recorded.pending, recorded.pendingTrace);
  }
  return faults.length > 0 ? `${faults.join('; ')}: ${text}` : undefined;
}

/** The recording counts rules of Kubernetes' kinds after conversion, which is an implementation detail. */
function comparable(rule: string): string {
  const [tier = '', kind = '', name = '', direction = '', index = '', action = ''] = rule.split('|');
  const counted = kind.includes('Kubernetes') && index !== '-1' ? '*' : index;
  return [tier, kind, name, direction, counted, action].join('|');
}

function traceOf(stage: Stage): string {
  const { direction } = stage;
  const tiers = stage.tiers.map(({ tier, policies, by, outcome: action }) => {
    const decider = by === 'rule' ? policies.at(-1) : policies[0];
    const index = by === 'rule' ? (policies.at(-1)?.decided?.index ?? 0) : -1;
    return [tier.name, label(decider?.policy.id ?? ''), direction, index, action].join('|');
  });
  const profiles = stage.profiles.flatMap(({ profile, decided, outcome: action }) =>
    decided ? [['__PROFILE__', 'Profile', profile, direction, decided.index, action].join('|')] : [],
  );
  return [...tiers, ...profiles].map(comparable).join(', ');
}

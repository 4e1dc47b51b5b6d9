import type { StoredPolicy } from '../../calico1/stored-policy';
import { positionOf } from '../../calico1/rule-place';
import type { PolicyStep, ProfileStep, RuleHit, Stage, TierStep, Verdict } from '../../verdict';
import type { End, Ends } from '../../verdict/flow/ends';
import type { Flow, Party } from '../../model/flow';
import type { Direction } from '../../calico1/rule';
import { decodedOwner, ownerOf, STORED_DIRECTION, type OwnerRef } from './lists';
import type { HalfExplanation, Reason, RuleRef } from './reasons';

/** Explains a verdict stage by stage, and the ends that no policy applies to. */
export function halvesOf(
  flow: Flow,
  { stages, because }: Verdict,
  ends: Ends,
  policy: StoredPolicy,
): HalfExplanation[] {
  if (because !== undefined && stages.length === 0) return [];
  const halves = stages.map((stage) => halfOf(stage, policy));
  return [
    ...(isPoliced(ends.source, 'egress', stages) ? [] : [unpoliced('outbound', flow.source)]),
    ...halves,
    ...(isDelivered(ends.destination, stages) ? [] : [unpoliced('inbound', flow.destination)]),
  ];
}

/** Whether a stage is about the packet at its source or destination itself. */
function isPoliced({ workload, host }: End, direction: Stage['direction'], stages: readonly Stage[]): boolean {
  return stages.some(
    ({ endpoint, direction: own, layer }) =>
      own === direction &&
      (endpoint.kind === 'workload'
        ? endpoint === workload?.endpoint
        : endpoint.host === host?.host.name && layer !== 'forward'),
  );
}

/** A translated packet is delivered to another address. */
function isDelivered(destination: End, stages: readonly Stage[]): boolean {
  return (
    isPoliced(destination, 'ingress', stages) ||
    stages.some(({ endpoint, direction }) => endpoint.kind === 'workload' && direction === 'ingress')
  );
}

function unpoliced(direction: Direction, party: Party): HalfExplanation {
  return { direction, party: nameOf(party), verdict: 'allow', steps: [{ code: 'not-policed' }] };
}

function nameOf(party: Party): string {
  if ('endpoint' in party) return party.endpoint;
  return 'host' in party ? party.host : party.address;
}

function halfOf(stage: Stage, policy: StoredPolicy): HalfExplanation {
  const { endpoint, outcome, layer } = stage;
  const direction = STORED_DIRECTION[stage.direction];
  const steps = [
    ...stage.tiers.flatMap((tier) => tierReasons(tier, direction, policy)),
    ...stage.profiles.flatMap((profile) => profileReasons(profile, direction, policy)),
  ];
  const end = endOf(stage);
  if (end) steps.push(end);
  return {
    direction,
    party: endpoint.id,
    verdict: outcome === 'deny' ? 'deny' : 'allow',
    steps,
    ...(layer !== 'normal' && { layer }),
  };
}

/** The end of a stage that no rule decides. */
function endOf({ reason, profiles, endpoint }: Stage): Reason | undefined {
  switch (reason) {
    case 'no-profile-matched':
      return { code: 'nothing-matches', profiles: profiles.map(({ profile }) => profile) };
    case 'no-profile':
      return { code: 'no-profiles' };
    case 'void':
      return endpoint.kind === 'workload' && endpoint.state.kind === 'void'
        ? { code: 'void', why: endpoint.state.reason }
        : { code: 'void' };
    case 'inactive':
    case 'failsafe':
      return { code: reason };
    case 'nothing':
      return { code: 'nothing-decides' };
    default:
      return undefined;
  }
}

function tierReasons({ tier, policies, by, outcome }: TierStep, direction: Direction, policy: StoredPolicy): Reason[] {
  const reasons = policies.flatMap((step) => policyReasons(step, direction, policy));
  if (by === 'end' && outcome === 'deny')
    reasons.push({ code: 'tier-ends', tier: tier.name, policies: policies.map((step) => step.policy.tieBreak) });
  return reasons;
}

function policyReasons(
  { policy: of, decided, logged }: PolicyStep,
  direction: Direction,
  policy: StoredPolicy,
): Reason[] {
  const owner = ownerOf(of);
  return [...logged, ...(decided ? [decided] : [])].map((hit) => hitReason(hit, owner, direction, policy));
}

function profileReasons(step: ProfileStep, direction: Direction, policy: StoredPolicy): Reason[] {
  const { profile, state, decided, logged, left } = step;
  if (state !== 'in-force') return [{ code: state === 'missing' ? 'profile-missing' : 'profile-invalid', profile }];
  const owner = { profile };
  const reasons = logged.map((hit) => hitReason(hit, owner, direction, policy));
  if (decided) return [...reasons, hitReason(decided, owner, direction, policy)];
  if (left) return [...reasons, { code: 'mark-passes-on', ...refOf(left, owner, direction, policy) }];
  return [...reasons, { code: 'profile-silent', profile, rules: decodedOwner(policy, owner)?.[direction].length ?? 0 }];
}

function hitReason(hit: RuleHit, owner: OwnerRef, direction: Direction, policy: StoredPolicy): Reason {
  const { action, flaw } = hit.rule;
  if (flaw === 'refused') return { code: 'profile-refused', ...owner };
  const ref = refOf(hit, owner, direction, policy);
  return { code: flaw === 'unrenderable' ? 'rule-unrenderable' : CODES[action], ...ref };
}

const CODES = { allow: 'rule-allows', deny: 'rule-denies', log: 'rule-logs', pass: 'rule-passes-on' } as const;

function refOf({ rule }: RuleHit, owner: OwnerRef, direction: Direction, policy: StoredPolicy): RuleRef {
  const position = positionOf(rule) ?? 1;
  return { ...owner, direction, position, rule: decodedOwner(policy, owner)?.[direction][position - 1] };
}

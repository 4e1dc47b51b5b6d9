import { indexOfRule, rulesEqual } from '../../calico1/equality';
import { positionOf } from '../../calico1/rule-place';
import type { Rule } from '../../calico1/rule';
import type { StoredPolicy } from '../../calico1/stored-policy';
import { judge, type Stage } from '../../verdict';
import type { Flow } from '../../model/flow';
import { withEdits } from './edits';
import { decodedOwner, ownerOf, sameOwner, STORED_DIRECTION, type OwnerRef } from './lists';
import { namesPeer, narrowed, newRule, type Target } from './narrow';
import type { Candidate } from './near';
import type { RuleEdit } from './reasons';

/** A position for a rule. */
interface Spot extends OwnerRef {
  readonly position: number;
}

/**
 * Returns the smallest edit that makes an endpoint allow the flow, modeled on a rule that nearly does; undefined if none
 * helps.
 */
export function editFor(
  stage: Stage,
  candidate: Candidate | undefined,
  flow: Flow,
  target: Target,
  policy: StoredPolicy,
): RuleEdit | undefined {
  for (const edit of editsFor(stage, candidate, target, policy)) {
    const edited = withEdits(policy, [edit]);
    if (edited && stageLike(stage, flow, edited)?.outcome === 'allow') return edit;
  }
  return undefined;
}

/** The same endpoint's stage under another policy. */
function stageLike({ endpoint, direction, layer }: Stage, flow: Flow, { model }: StoredPolicy): Stage | undefined {
  return judge(flow, model).enforced.stages.find(
    (other) => other.endpoint.id === endpoint.id && other.direction === direction && other.layer === layer,
  );
}

function* editsFor(
  stage: Stage,
  candidate: Candidate | undefined,
  target: Target,
  policy: StoredPolicy,
): Generator<RuleEdit> {
  const model = candidate?.miss.rule;
  if (candidate?.code === 'port' && model) {
    const { rule: _rule, ...place } = candidate.miss;
    const wider = namesPeer(model, place.direction) && withPort(model, target.packet.destinationPort);
    if (wider) yield { kind: 'replace', ...place, rule: wider };
  }
  const rule = model ? narrowed(model, candidate.conditions, target, policy.model) : newRule(target, policy.model);
  for (const spot of spots(stage, candidate, policy)) yield placed(rule, spot, stage, policy);
}

/** Returns the rule with one more port; undefined if the rule does not list ports. */
function withPort(rule: Rule, port: number): Rule | undefined {
  if (!rule.dst_ports || rule.dst_ports.length === 0 || rule['!dst_ports']?.length) return undefined;
  return { ...rule, dst_ports: [...rule.dst_ports, port] };
}

/**
 * Positions at which a rule may take effect: next to its model, where the stage was decided, or at the end or beginning
 * of a profile, or of a policy of the tier that denies.
 */
function* spots(stage: Stage, candidate: Candidate | undefined, policy: StoredPolicy): Generator<Spot> {
  if (candidate) yield candidate.miss;
  const decided = decidedAt(stage);
  if (decided) yield decided;
  const direction = STORED_DIRECTION[stage.direction];
  const owners = askedOwners(stage);
  for (const owner of owners) yield { ...owner, position: (decodedOwner(policy, owner)?.[direction].length ?? 0) + 1 };
  for (const owner of owners) yield { ...owner, position: 1 };
}

/** Where a rule decided a stage; undefined if none did. */
export function decidedAt({ tiers, profiles, reason }: Stage): Spot | undefined {
  if (reason !== 'rule') return undefined;
  const profile = profiles.at(-1);
  const step = tiers.at(-1)?.policies.at(-1);
  const hit = profile?.decided ?? step?.decided;
  const position = hit && positionOf(hit.rule);
  if (position === undefined) return undefined;
  if (profile) return { profile: profile.profile, position };
  return step && { ...ownerOf(step.policy), position };
}

/** The evaluated profiles that have rules, or the evaluated policies of the tier that decided. */
function askedOwners(stage: Stage): readonly OwnerRef[] {
  if (isDecidedByTier(stage)) return stage.tiers.at(-1)?.policies.map(({ policy }) => ownerOf(policy)) ?? [];
  return stage.profiles.filter(({ state }) => state === 'in-force').map(({ profile }) => ({ profile }));
}

/** Whether a tier decided, before any profile. */
export function isDecidedByTier({ reason, profiles }: Stage): boolean {
  return reason === 'tier-end' || (reason === 'rule' && profiles.length === 0);
}

/** A rule that is already in the list is moved: calicoctl would not add it again. */
function placed(rule: Rule, { position, ...spot }: Spot, stage: Stage, policy: StoredPolicy): RuleEdit {
  const direction = STORED_DIRECTION[stage.direction];
  const owner: OwnerRef = { profile: spot.profile, ...(spot.policy && { policy: spot.policy }) };
  const rules = decodedOwner(policy, owner)?.[direction] ?? [];
  const present = indexOfRule(rules, rule) + 1;
  if (present > 0)
    return { kind: 'move', ...owner, direction, from: present, position: Math.min(position, rules.length), rule };
  return { kind: 'insert', ...owner, direction, position, rule };
}

/** Whether two edits have the same result. */
export function sameEdit(a: RuleEdit, b: RuleEdit): boolean {
  return (
    a.kind === b.kind &&
    sameOwner(a, b) &&
    a.direction === b.direction &&
    a.position === b.position &&
    rulesEqual(a.rule, b.rule)
  );
}

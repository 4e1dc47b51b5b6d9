import { indexOfRule, rulesEqual } from '../calico1/equality';
import type { Flow } from '../model/flow';
import type { Rule } from '../calico1/rule';
import { bothHalves } from '../verdict';
import type { CompiledPolicy } from '../verdict/policy';
import type { Half } from '../verdict/trace';
import { withEdits } from './edits';
import { namesPeer, narrowed, newRule, type Target } from './narrow';
import type { Candidate } from './near';
import { isTier } from './halves';
import type { RuleEdit } from './reasons';
import { profileOf } from './stored-rules';

/** A position for a rule. */
interface Spot {
  readonly profile: string;
  readonly position: number;
}

/**
 * Returns the smallest edit that makes a half allow the flow, modeled on a rule that nearly does; undefined if none
 * helps.
 */
export function editFor(
  half: Half,
  candidate: Candidate | undefined,
  flow: Flow,
  target: Target,
  policy: CompiledPolicy,
): RuleEdit | undefined {
  const { direction } = half;
  return [...editsFor(half, candidate, target, policy)].find((edit) => {
    const edited = withEdits(policy, [edit]);
    const judged = edited && bothHalves(flow, edited);
    return (direction === 'outbound' ? judged?.source : judged?.destination)?.verdict === 'allow';
  });
}

function* editsFor(
  half: Half,
  candidate: Candidate | undefined,
  target: Target,
  policy: CompiledPolicy,
): Generator<RuleEdit> {
  const model = candidate?.miss.rule;
  if (candidate?.code === 'port' && model) {
    const { profile, direction, position } = candidate.miss;
    const wider = namesPeer(model, direction) && withPort(model, target.packet.destinationPort);
    if (wider) yield { kind: 'replace', profile, direction, position, rule: wider };
  }
  const rule = model ? narrowed(model, candidate.conditions, target, policy) : newRule(target, policy);
  for (const spot of spots(half, candidate, policy)) yield placed(rule, spot, half, policy);
}

/** Returns the rule with one more port; undefined if the rule does not list ports. */
function withPort(rule: Rule, port: number): Rule | undefined {
  if (!rule.dst_ports || rule.dst_ports.length === 0 || rule['!dst_ports']?.length) return undefined;
  return { ...rule, dst_ports: [...rule.dst_ports, port] };
}

/**
 * Positions at which a rule may take effect: next to its model, where the half was decided, or at the end or beginning
 * of a profile.
 */
function* spots(half: Half, candidate: Candidate | undefined, policy: CompiledPolicy): Generator<Spot> {
  if (candidate) yield candidate.miss;
  const last = half.profiles.at(-1);
  if (last?.state === 'evaluated' && half.reason === 'rule' && !isTier(last.profile, policy))
    yield { profile: last.profile, position: last.rules.at(-1)?.position ?? 1 };
  const steps = half.profiles.filter(({ profile, state }) => state === 'evaluated' && !isTier(profile, policy));
  for (const { profile } of steps)
    yield { profile, position: (profileOf(policy, profile)?.[half.direction].length ?? 0) + 1 };
  for (const { profile } of steps) yield { profile, position: 1 };
}

/** A rule that is already in the list is moved: calicoctl would not add it again. */
function placed(rule: Rule, { profile, position }: Spot, { direction }: Half, policy: CompiledPolicy): RuleEdit {
  const rules = profileOf(policy, profile)?.[direction] ?? [];
  const present = indexOfRule(rules, rule) + 1;
  if (present > 0)
    return { kind: 'move', profile, direction, from: present, position: Math.min(position, rules.length), rule };
  return { kind: 'insert', profile, direction, position, rule };
}

/** Whether two edits have the same result. */
export function sameEdit(a: RuleEdit, b: RuleEdit): boolean {
  return (
    a.kind === b.kind &&
    a.profile === b.profile &&
    a.direction === b.direction &&
    a.position === b.position &&
    rulesEqual(a.rule, b.rule)
  );
}

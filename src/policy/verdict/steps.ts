import { ACTIONS } from '../calico1/rule';
import { CODE, DESTINATION, NOT } from './code';
import type { Condition, RuleStep } from './trace';

type Kind = keyof typeof CODE;

const CONDITIONS: Readonly<Record<Kind, readonly [source: Condition, destination: Condition]>> = {
  protocol: ['protocol', 'protocol'],
  icmp: ['icmp_type', 'icmp_type'],
  port: ['src_ports', 'dst_ports'],
  ports: ['src_ports', 'dst_ports'],
  tag: ['src_tag', 'dst_tag'],
  selector: ['src_selector', 'dst_selector'],
  ipv4: ['src_net', 'dst_net'],
  ipv6: ['src_net', 'dst_net'],
};

/** The condition for each test code. */
const conditions: readonly Condition[] = conditionsByCode();

/** Outcomes of a rule other than a failed test, as numbers distinct from test codes. */
export const SAYS = { matched: 32, leftByMark: 33, absent: 34, unrenderable: 35 } as const;

const WIDTH = 36;

const steps: RuleStep[] = [];

/** Returns the condition that a test code belongs to. */
export function conditionOf(code: number): Condition | undefined {
  return conditions[code];
}

/**
 * Returns the step of a rule at a 1-based position; `says` is the code of the failed test, or one of {@link SAYS}.
 * Cached: the same few steps serve all rules of all profiles, and a verdict returns one for each rule it evaluates.
 */
export function stepOf(says: number, action: number, position: number): RuleStep {
  const number = (position * ACTIONS.length + action) * WIDTH + says;
  return (steps[number] ??= { position, action: ACTIONS[action] ?? 'allow', ...outcomeOf(says) });
}

function outcomeOf(says: number): Pick<RuleStep, 'outcome' | 'failed'> {
  switch (says) {
    case SAYS.matched:
      return { outcome: 'matched' };
    case SAYS.leftByMark:
      return { outcome: 'left-by-mark' };
    case SAYS.absent:
      return { outcome: 'no-match', failed: 'ip_version' };
    case SAYS.unrenderable:
      return { outcome: 'unrenderable' };
    default: {
      const failed = conditionOf(says);
      return { outcome: 'no-match', ...(failed && { failed }) };
    }
  }
}

function conditionsByCode(): Condition[] {
  const found: Condition[] = [];
  for (const kind of Object.keys(CODE) as Kind[]) {
    const [source, destination] = CONDITIONS[kind];
    for (const [flags, condition] of [
      [0, source],
      [DESTINATION, destination],
      [NOT, `!${source}`],
      [NOT + DESTINATION, `!${destination}`],
    ] as const) {
      found[CODE[kind] + flags] = condition as Condition;
    }
  }
  return found;
}

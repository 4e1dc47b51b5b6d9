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

/** For each code of a test the condition that it is about. */
const conditions: readonly Condition[] = conditionsByCode();

/** What a rule can do with a flow besides failing by a test, by numbers that no test's code has. */
export const SAYS = { matched: 32, leftByMark: 33, absent: 34, unrenderable: 35 } as const;

const WIDTH = 36;

const steps: RuleStep[] = [];

/** The condition of a rule that a test of it is about. */
export function conditionOf(code: number): Condition | undefined {
  return conditions[code];
}

/**
 * The step of a rule at a 1-based position: what it says is the code of the test that failed, or one of {@link SAYS}.
 * The same few do for all rules of all profiles, so a verdict, which names one for each rule it looks at, finds them at
 * hand.
 */
export function stepOf(says: number, action: number, position: number): RuleStep {
  const number = (position * ACTIONS.length + action) * WIDTH + says;
  return (steps[number] ??= { position, action: ACTIONS[action] ?? 'allow', ...told(says) });
}

function told(says: number): Pick<RuleStep, 'outcome' | 'failed'> {
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

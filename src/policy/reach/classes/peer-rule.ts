import { ACTION, CONDITION } from '../../verdict/packed/packed-rules';
import type { Direction } from '../../model/rule';
import type { WrittenRules } from './rule-writer';

/** Packed rules in order, as seen from a class that has them: the other ends of its packets are its peers. */
export interface PeerRules {
  readonly words: Int32Array;
  /** The bit {@link CONDITION.destination} of conditions on the class itself; the others are on its peers. */
  readonly own: number;
  readonly pass: Passing;
  /** Whether a rule passes packets on to the next part of a chain. */
  readonly passes: boolean;
  /** Whether packets are marked, or leave because of a mark. */
  readonly marks: boolean;
  /** Whether it is unknown if some rule matches. */
  readonly undecidable: boolean;
  /** Whether some rule tests the class's own labels or addresses. */
  readonly looksAtOwner: boolean;
  /** Whether the first rule allows everything. */
  readonly isOpen: boolean;
}

/** What happens to peers that a `pass` matches, see {@link OUTCOME}. */
export type Passing = 'deny' | 'leave' | 'mark';

/** What happens to peers that a rule matches. The first two are also the actions of packed rules. */
export const OUTCOME = {
  allow: ACTION.allow,
  deny: ACTION.deny,
  /** They continue at the next part of the chain. */
  leave: 2,
  /** They are marked; then all marked peers continue at the next part, even without a match (`passMarkStays`). */
  mark: 3,
} as const;

/** Describes rules. @param isThere The bit of `KIND` for the IP version. */
export function peerRules(
  { words, traits }: WrittenRules,
  direction: Direction,
  pass: Passing,
  isThere: number,
): PeerRules {
  const isIngress = direction === 'ingress';
  const passes = pass !== 'deny' && (traits.passes & isThere) !== 0;
  return {
    words,
    own: isIngress ? CONDITION.destination : 0,
    pass,
    passes,
    marks: passes && pass === 'mark',
    undecidable: traits.isUndecidable,
    looksAtOwner: isIngress ? traits.testsDestination : traits.testsSource,
    isOpen: (traits.opens & isThere) !== 0,
  };
}

import type { RulesDocument } from '../../policy/calico1/document';
import { rulesEqual } from '../../policy/calico1/equality';
import { toStored, type NamedNetwork } from '../../policy/calico1/names';
import type { Direction, Rule } from '../../policy/calico1/rule';

/**
 * Returns the rules of a document as they would be stored, by line; undefined for an unreadable line.
 * @param networks Those that translate its tags.
 */
export function rulesIn(
  document: RulesDocument,
  direction: Direction,
  { networks }: { readonly networks: readonly NamedNetwork[] },
): readonly (Rule | undefined)[] {
  return document[direction].map(({ rule }) => rule && toStored(rule, networks));
}

/**
 * Finds a rule of one list in another by content. Equal rules are matched in order.
 * @returns The 0-based index; undefined if it is missing.
 */
export function findIn(
  rules: readonly (Rule | undefined)[],
  index: number,
  others: readonly (Rule | undefined)[],
): number | undefined {
  const rule = rules[index];
  if (!rule) return undefined;
  const equal = (other: Rule | undefined) => other !== undefined && rulesEqual(other, rule);
  const before = rules.slice(0, index).filter(equal).length;
  return others.flatMap((other, place) => (equal(other) ? [place] : []))[before];
}

import type { RulesDocument } from '../../../../policy/calico1/document';
import { rulesEqual } from '../../../../policy/calico1/equality';
import { toStored } from '../../../../policy/calico1/names';
import type { Direction, Rule } from '../../../../policy/calico1/rule';
import type { DocumentContext } from '../document-context';

/** The rules of a document as they would be stored, line by line; undefined for a line that cannot be read. */
export function rulesIn(
  document: RulesDocument,
  direction: Direction,
  { networks }: Pick<DocumentContext, 'networks'>,
): readonly (Rule | undefined)[] {
  return document[direction].map(({ rule }) => rule && toStored(rule, networks));
}

/**
 * Finds a rule of one list in another, by what it says; of equal ones the first is the first, the second the second.
 * @returns 0-based; undefined when it is not there.
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

import { sameJson } from '../../../base/json';
import { displayName, storedName, toDisplay, toStored, type NamedNetwork } from '../names';
import type { TieredPolicy } from '../policy';
import { labelsOf, type Profile } from '../profile';
import type { Rule } from '../rule';
import { documentRule, shownSelector } from './format';
import type { RuleLine, RulesDocument } from './model';

/**
 * Applies a document without errors to the profile it was opened from. Preserves what the text does not show: a line
 * that still reads as a stored rule, or a tag that is still present, remains the stored one. Unchanged lists keep their
 * identity, so they are not written.
 */
export function changedProfile(document: RulesDocument, opened: Profile, networks: readonly NamedNetwork[]): Profile {
  const tags = keepTags(document, opened.tags, networks);
  const inbound = keepRules(document.inbound, opened.inbound, networks);
  const outbound = keepRules(document.outbound, opened.outbound, networks);
  const labels = Object.fromEntries(document.labels.map(({ key, value }) => [key, value]));
  return {
    ...opened,
    tags: sameJson(tags, opened.tags) ? opened.tags : tags,
    ...(sameJson(labels, labelsOf(opened)) ? {} : { labels }),
    inbound: sameJson(inbound, opened.inbound) ? opened.inbound : inbound,
    outbound: sameJson(outbound, opened.outbound) ? opened.outbound : outbound,
  };
}

/** Applies a document without errors to the policy it was opened from, as {@link changedProfile} does to a profile. */
export function changedPolicy(document: RulesDocument, opened: TieredPolicy): TieredPolicy {
  const selector = document.selector?.value ?? '';
  const inbound = keepRules(document.inbound, opened.inbound, []);
  const outbound = keepRules(document.outbound, opened.outbound, []);
  return {
    ...opened,
    selector: selector === shownSelector(opened.selector) ? opened.selector : selector,
    order: document.order,
    inbound: sameJson(inbound, opened.inbound) ? opened.inbound : inbound,
    outbound: sameJson(outbound, opened.outbound) ? opened.outbound : outbound,
  };
}

function keepTags(
  document: RulesDocument,
  stored: readonly string[],
  networks: readonly NamedNetwork[],
): readonly string[] {
  const kept = new Pool(stored, (tag) => displayName(tag, networks));
  return document.tags.map(({ value }) => kept.take(value) ?? storedName(value, networks));
}

function keepRules(
  lines: readonly RuleLine[],
  stored: readonly Rule[],
  networks: readonly NamedNetwork[],
): readonly Rule[] {
  const kept = new Pool(stored, (rule) => documentRule(toDisplay(rule, networks)));
  return lines.flatMap(({ text, rule }) => {
    const same = kept.take(text) ?? (rule && kept.take(documentRule(rule)));
    if (same) return [same];
    return rule ? [toStored(rule, networks)] : [];
  });
}

/** Items by their displayed text; each is returned once, in order. */
class Pool<T> {
  readonly #left = new Map<string, T[]>();

  constructor(things: readonly T[], textOf: (thing: T) => string) {
    for (const thing of things) {
      const text = textOf(thing);
      const same = this.#left.get(text);
      if (same) same.push(thing);
      else this.#left.set(text, [thing]);
    }
  }

  take(text: string): T | undefined {
    return this.#left.get(text)?.shift();
  }
}

import { sameJson } from '../../../base/json';
import { displayName, storedName, toDisplay, toStored, type NamedNetwork } from '../names';
import type { Profile } from '../profile';
import type { Rule } from '../rule';
import { ruleText } from './format';
import type { RuleLine, RulesDocument } from './model';

/**
 * The profile that a faultless document asks for, made from the one it was opened from. What the text does not show
 * survives: a line that still reads as a stored rule, or a tag that still stands, is that stored one. Lists that do
 * not change keep their identity, so that nothing is written for them.
 */
export function changedProfile(document: RulesDocument, opened: Profile, networks: readonly NamedNetwork[]): Profile {
  const tags = keepTags(document, opened.tags, networks);
  const inbound = keepRules(document.inbound, opened.inbound, networks);
  const outbound = keepRules(document.outbound, opened.outbound, networks);
  return {
    ...opened,
    tags: sameJson(tags, opened.tags) ? opened.tags : tags,
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
  const kept = new Pool(stored, (rule) => ruleText(toDisplay(rule, networks)));
  return lines.flatMap(({ text, rule }) => {
    const same = kept.take(text) ?? (rule && kept.take(ruleText(rule)));
    if (same) return [same];
    return rule ? [toStored(rule, networks)] : [];
  });
}

/** Things by the text that they are shown as, each given out once, in their order. */
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

import { nearest } from '../../base/text/nearest';
import type { RuleKey } from '../calico1/rule';
import { foundIn, replacement } from './finding';
import { placeOf, type Check } from './subject';

const KEYS = ['src_tag', 'dst_tag', '!src_tag', '!dst_tag'] as const satisfies readonly RuleKey[];

/** Tags that mean nobody. */
export const checkTags: Check = (list, { tags, used }, report) => {
  const isKnown = (tag: string | undefined) => tag === undefined || used.has(tag);
  for (const [index, shape] of list.shapes.entries()) {
    const { from, to } = shape;
    if (isKnown(from.tag) && isKnown(from.notTag) && isKnown(to.tag) && isKnown(to.notTag)) continue;
    for (const key of KEYS) {
      const tag = shape.rule[key];
      if (tag === undefined || used.has(tag)) continue;
      const place = placeOf(list, index, shape);
      const effect = key.startsWith('!') ? 'this condition always holds' : 'this rule never matches';
      if (tags.has(tag)) {
        report(foundIn('unused-tag', place, [key], `No endpoint has tag ${tag}: ${effect} for now.`));
        continue;
      }
      const meant = nearest(tag, [...tags]);
      const fix =
        meant === undefined
          ? undefined
          : { title: `Use tag ${meant}`, edit: replacement(place, { ...shape.rule, [key]: meant }) };
      report(
        foundIn(
          'unknown-tag',
          place,
          [key],
          `No profile carries tag ${tag}: ${effect}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
          { fix },
        ),
      );
    }
  }
};

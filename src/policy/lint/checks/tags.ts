import * as l10n from '@vscode/l10n';
import { nearest } from '../../../base/text/nearest';
import type { RuleKey } from '../../calico1/rule';
import { foundIn, replacement } from '../finding';
import { locationOf, type Check } from '../rule-list';

const KEYS = ['src_tag', 'dst_tag', '!src_tag', '!dst_tag'] as const satisfies readonly RuleKey[];

/** Finds tags without members. */
export const checkTags: Check = (list, { tags, used }, report) => {
  const isKnown = (tag: string | undefined) => tag === undefined || used.has(tag);
  for (const [index, shape] of list.shapes.entries()) {
    const { from, to } = shape;
    if (isKnown(from.tag) && isKnown(from.notTag) && isKnown(to.tag) && isKnown(to.notTag)) continue;
    for (const key of KEYS) {
      const tag = shape.rule[key];
      if (tag === undefined || used.has(tag)) continue;
      const place = locationOf(list, index, shape);
      const effect = key.startsWith('!') ? l10n.t('this condition always holds') : l10n.t('this rule never matches');
      if (tags.has(tag)) {
        report(foundIn('unused-tag', place, [key], l10n.t('No endpoint has tag {0}: currently {1}.', tag, effect)));
        continue;
      }
      const meant = nearest(tag, [...tags]);
      const fix =
        meant === undefined
          ? undefined
          : { title: l10n.t('Use Tag {0}', meant), edit: replacement(place, { ...shape.rule, [key]: meant }) };
      report(
        foundIn(
          'unknown-tag',
          place,
          [key],
          l10n.t(
            'No profile has tag {0}: {1}.{2}',
            tag,
            effect,
            meant === undefined ? '' : l10n.t(' Did you mean {0}?', meant),
          ),
          { fix },
        ),
      );
    }
  }
};

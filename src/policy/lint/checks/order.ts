import * as l10n from '@vscode/l10n';
import { rulesEqual } from '../../calico1/equality';
import { covers } from './covers';
import { foundIn, removal, type UnratedFinding, type LintCode } from '../finding';
import type { Shape } from '../shape';
import { locationOf, type Check, type RuleList } from '../rule-list';

const known = new WeakMap<readonly Shape[], readonly UnratedFinding[]>();

/** Finds rules that other rules of their list make meaningless. Depends only on the list. */
export const checkOrder: Check = (list, _facts, report) => {
  let all = known.get(list.shapes);
  if (!all) known.set(list.shapes, (all = findMeaningless(list)));
  for (const found of all) report(found);
};

/** Each rule has at most one of these findings. */
function findMeaningless(list: RuleList): UnratedFinding[] {
  const { shapes } = list;
  const all: UnratedFinding[] = [];
  const end = shapes.findIndex((shape) => shape.action === 'deny' && shape.unconditional);
  const rest = end < 0 ? 0 : shapes.length - 1 - end;
  const denied = shapes[end];
  if (denied && rest > 0) {
    all.push(
      foundIn(
        'nothing-after-deny',
        locationOf(list, end, denied),
        [],
        rest === 1
          ? l10n.t('This rule denies everything, so the rule after it can never match.')
          : l10n.t('This rule denies everything, so the {0} rules after it can never match.', rest),
      ),
    );
  }
  for (let index = 0; index < shapes.length - rest; index += 1) {
    const shape = shapes[index];
    const found = shape && decides(shape) ? (byEarlier(list, index, shape) ?? byLater(list, index, shape)) : undefined;
    if (found) all.push(found);
  }
  return all;
}

function byEarlier(list: RuleList, index: number, shape: Shape): UnratedFinding | undefined {
  for (let other = 0; other < index; other += 1) {
    const earlier = list.shapes[other];
    if (!earlier || !decides(earlier) || !covers(earlier, shape)) continue;
    if (rulesEqual(earlier.rule, shape.rule))
      return meaningless('duplicate-rule', list, index, other, l10n.t('Rule {0} is identical.', other + 1));
    if (earlier.action === shape.action)
      return meaningless(
        'redundant-rule',
        list,
        index,
        other,
        l10n.t('Rule {0} already {1} everything that this rule matches.', other + 1, verbOf(shape)),
      );
    return meaningless(
      'shadowed-rule',
      list,
      index,
      other,
      l10n.t('This rule can never match: rule {0} {1} everything that it would match.', other + 1, verbOf(earlier)),
    );
  }
  return undefined;
}

/**
 * A wider rule with the same action follows, without another action in between. Of two equal rules, the later is
 * reported.
 */
function byLater(list: RuleList, index: number, shape: Shape): UnratedFinding | undefined {
  for (let other = index + 1; other < list.shapes.length; other += 1) {
    const later = list.shapes[other];
    if (later?.action !== shape.action) return undefined;
    if (!covers(later, shape)) continue;
    return rulesEqual(later.rule, shape.rule)
      ? undefined
      : meaningless(
          'redundant-rule',
          list,
          index,
          other,
          l10n.t('Rule {0} {1} everything that this rule matches, too.', other + 1, verbOf(shape)),
        );
  }
  return undefined;
}

function meaningless(
  code: LintCode,
  list: RuleList,
  index: number,
  other: number,
  message: string,
): UnratedFinding | undefined {
  const shape = list.shapes[index];
  if (!shape) return undefined;
  const place = locationOf(list, index, shape);
  return foundIn(code, place, [], message, {
    related: other + 1,
    fix: { title: l10n.t('Remove This Rule'), edit: removal(place) },
  });
}

/** `log` continues with the next rule, and the effect of `next-tier` depends on marks. */
function decides({ action }: Shape): boolean {
  return action === 'allow' || action === 'deny';
}

function verbOf({ action }: Shape): string {
  return action === 'allow' ? l10n.t('allows') : l10n.t('denies');
}

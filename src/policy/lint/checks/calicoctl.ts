import * as l10n from '@vscode/l10n';
import { objectionTo, unknownKeys } from '../../calico1/calicoctl/rule';
import type { Port, RuleKey } from '../../calico1/rule';
import { foundIn, type UnratedFinding } from '../finding';
import type { Shape } from '../shape';
import { locationOf, type Check, type RuleList } from '../rule-list';

/**
 * Finds rules that Felix accepts but calicoctl 0.18 to 0.23 can't read or write. Reports the most severe reason per
 * rule.
 */
export const checkCalicoctl: Check = (list, _facts, report) => {
  let all = known.get(list.shapes);
  if (!all) known.set(list.shapes, (all = findUnreadable(list)));
  for (const found of all) report(found);
};

/** By list, on which alone the findings depend. */
const known = new WeakMap<readonly Shape[], readonly UnratedFinding[]>();

function findUnreadable(list: RuleList): readonly UnratedFinding[] {
  return list.shapes.flatMap(
    (shape, index) =>
      crashOnRead(list, index, shape) ?? unknownTo(list, index, shape) ?? crashOnWrite(list, index, shape) ?? [],
  );
}

function crashOnRead(list: RuleList, index: number, shape: Shape): UnratedFinding | undefined {
  const { rule } = shape;
  const keys = (['action', 'protocol'] as const).filter(
    (key) => rule[key] !== undefined && objectionTo(key, rule[key]) !== undefined,
  );
  if (keys.length === 0) return undefined;
  const named = keys.map((key) => `${key} ${String(rule[key])}`).join(l10n.t(' and '));
  return foundIn(
    'beyond-calicoctl',
    locationOf(list, index, shape),
    keys,
    l10n.t(
      'calicoctl can’t read {0}. Every calicoctl command for this profile crashes while the rule is in it.',
      named,
    ),
  );
}

function unknownTo(list: RuleList, index: number, shape: Shape): UnratedFinding | undefined {
  const keys = unknownKeys(shape.rule);
  if (keys.length === 0) return undefined;
  // Unknown keys have a range too: the closing `with {…}`.
  return foundIn(
    'beyond-calicoctl',
    locationOf(list, index, shape),
    keys as RuleKey[],
    l10n.t(
      'calicoctl does not support {0}. It reports “Profile not found” while the rule is in this profile.',
      keys.join(', '),
    ),
  );
}

function crashOnWrite(list: RuleList, index: number, shape: Shape): UnratedFinding | undefined {
  const { rule } = shape;
  const keys = (['src_ports', 'dst_ports'] as const).filter((key) => rule[key]?.some(isRange));
  if (keys.length === 0) return undefined;
  return foundIn(
    'beyond-calicoctl',
    locationOf(list, index, shape),
    keys,
    l10n.t('calicoctl can’t write port ranges. “rule add” to this profile crashes while the rule is in it.'),
  );
}

function isRange(port: Port): boolean {
  return typeof port === 'string' && port.includes(':');
}

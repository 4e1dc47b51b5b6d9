import * as l10n from '@vscode/l10n';
import { isRecord, parseJson } from '../../base/json';
import type { TextChange, TextObject } from '../../cluster/etcd/change';
import { formatPolicy } from '../../policy/calico1/document';
import { decodePolicy, type TieredPolicy } from '../../policy/calico1/policy';
import { describeResourceChange, textOfResource } from './resource-text';
import { describeEdits } from './describe';
import { withoutHeader } from './text';

/** Describes a change of a policy or a tier, from the texts before and after. */
export function describeTextChange({ object, before, after }: TextChange): string {
  if (object.kind === 'resource') return describeResourceChange(object, before, after);
  const { kind, name } = object;
  if (before === after)
    return kind === 'policy' ? l10n.t('Leave policy {0} unchanged', name) : l10n.t('Leave tier {0} unchanged', name);
  if (before === undefined)
    return kind === 'policy' ? l10n.t('Create policy {0}', name) : l10n.t('Create tier {0}', name);
  if (after === undefined)
    return kind === 'policy' ? l10n.t('Remove policy {0}', name) : l10n.t('Remove tier {0}', name);
  if (object.kind === 'tier') return l10n.t('Change the order of tier {0}: {1}', name, orderText(orderIn(after)));
  const [from, to] = [decodePolicy(object, before), decodePolicy(object, after)];
  if (from.kind === 'broken')
    return to.kind === 'broken' ? l10n.t('Change the stored text of {0}', name) : l10n.t('Repair policy {0}', name);
  if (to.kind === 'broken') return l10n.t('Restore the unreadable text of {0}', name);
  return describePolicies(from, to);
}

function describePolicies(from: TieredPolicy, to: TieredPolicy): string {
  const { name } = to;
  const heads = [
    ...(from.selector === to.selector ? [] : [l10n.t('selector {0}', to.selector)]),
    ...(from.order === to.order ? [] : [orderText(to.order)]),
  ];
  return heads.length === 0
    ? describeEdits({ ...from, tags: [] }, { ...to, tags: [] }, name)
    : l10n.t('Change policy {0}: {1}', name, heads.join(', '));
}

/** Returns a state for comparison: a policy's rules document, or the raw text of anything else. */
export function textOfState(object: TextObject, stored: string | undefined): string {
  if (object.kind === 'resource') return textOfResource(object, stored);
  if (stored === undefined)
    return object.kind === 'policy' ? l10n.t('# There is no such policy.\n') : l10n.t('# There is no such tier.\n');
  const policy = object.kind === 'policy' ? decodePolicy(object, stored) : undefined;
  return policy?.kind === 'policy' ? withoutHeader(formatPolicy(policy)) : `${stored}\n`;
}

function orderIn(metadata: string): number | undefined {
  const read = parseJson(metadata);
  const order = isRecord(read) ? read['order'] : undefined;
  return typeof order === 'number' ? order : undefined;
}

function orderText(order: number | undefined): string {
  return order === undefined ? l10n.t('no order') : l10n.t('order {0}', order);
}

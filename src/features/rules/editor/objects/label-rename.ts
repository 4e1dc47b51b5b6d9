import * as l10n from '@vscode/l10n';
import { endpointCount } from '../../../../app/text/counts';
import { labelsInUse } from '../../../../cluster/model/labels';
import { objectsIn } from '../../../../cluster/model/resources';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { labelUses, plainText, type LabelUse, type ObjectSource, type Span } from '../../../../policy/documents';
import { labelValueFault, qualifiedNameFault } from '../../../../policy/objects/names';

/** A label whose key or value is renamed. */
export type RenamedLabel = Pick<LabelUse, 'of' | 'kind' | 'key' | 'value'>;

/** A replacement of a key or a value in a file. */
export interface LabelEdit extends Span {
  readonly text: string;
}

/** Returns the replacements that rename a label in an object of a file. Positions are those of the file. */
export function labelEdits(
  label: RenamedLabel,
  to: string,
  { text, start: by, schema }: ObjectSource,
): readonly LabelEdit[] {
  const uses = schema ? labelUses(text, schema) : [];
  return uses
    .filter(
      ({ of, kind, key, value }) =>
        of === label.of && kind === label.kind && key === label.key && value === label.value,
    )
    .map(({ start, end, isPlain }) => ({ start: start + by, end: end + by, text: isPlain ? plainText(to) : to }));
}

/** Returns why a label can't have a new key or value; undefined if it can. */
export function labelFault({ kind }: RenamedLabel, to: string): string | undefined {
  const fault = kind === 'key' ? qualifiedNameFault(to) : labelValueFault(to);
  if (fault === undefined) return undefined;
  return kind === 'key'
    ? l10n.t('The key “{0}” of a label {1}.', to, fault)
    : l10n.t('The value “{0}” of a label {1}.', to, fault);
}

/** Returns a label for people: `role`, or `role=web`. */
export function labelText({ key, value }: Pick<LabelUse, 'key' | 'value'>): string {
  return value === undefined ? key : `${key}=${value}`;
}

/** Returns the label after it is renamed. */
export function renamedTo({ kind, key, ...label }: RenamedLabel, to: string): RenamedLabel {
  return kind === 'key' ? { ...label, kind, key: to } : { ...label, kind, key, value: to };
}

/** Says that what carries a label keeps it, and how many have the old and the new one. */
export function carriersText(label: RenamedLabel, to: string, policy: PolicyData): string {
  const after = renamedTo(label, to);
  const [from, now] = [labelText(label), labelText(after)];
  const [old, other] = [carriers(label, policy), carriers(after, policy)];
  switch (label.of) {
    case 'endpoints':
      return l10n.t(
        'The labels of workloads are not changed: {0} on {1}, {2} on {3}.',
        from,
        endpointCount(old),
        now,
        endpointCount(other),
      );
    case 'namespaces':
      return l10n.t('The labels of namespaces are not changed: {0} on {1}, {2} on {3}.', from, old, now, other);
    case 'service-accounts':
      return l10n.t('The labels of service accounts are not changed: {0} on {1}, {2} on {3}.', from, old, now, other);
    case 'nodes':
      return l10n.t('The labels of nodes are not changed: {0} on {1}, {2} on {3}.', from, old, now, other);
  }
}

const KINDS = { namespaces: 'Namespace', 'service-accounts': 'ServiceAccount', nodes: 'Node' } as const;

function carriers({ of, key, value }: RenamedLabel, policy: PolicyData): number {
  if (of === 'endpoints') {
    const values = labelsInUse(policy).get(key);
    if (value !== undefined) return values?.get(value) ?? 0;
    return [...(values?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }
  const objects = policy.resources ? objectsIn(policy.resources) : [];
  return objects.filter(({ kind, metadata: { labels = {} } }) => {
    if (kind !== KINDS[of] || !Object.hasOwn(labels, key)) return false;
    return value === undefined || labels[key] === value;
  }).length;
}

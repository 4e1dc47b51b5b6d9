import * as l10n from '@vscode/l10n';
import { displayName, type NamedNetwork } from '../../calico1/names';
import type { Rule } from '../../calico1/rule';
import type { MatchKey, Explanation, Seen } from './reasons';

type Ends = Pick<Explanation, 'flow' | 'source' | 'destination'>;

/** Describes how a flow fails a condition of a rule, for example “it names 9001, the flow uses 9000”. */
export function differenceOf(
  conditions: readonly MatchKey[],
  rule: Rule,
  ends: Ends,
  networks: readonly NamedNetwork[] = [],
): string {
  return conditions.map((condition) => difference(condition, rule, ends, networks)).join(l10n.t(', and '));
}

function difference(
  condition: MatchKey,
  rule: Rule,
  { flow, source, destination }: Ends,
  networks: readonly NamedNetwork[],
): string {
  const wanted = textOf(rule[condition] ?? (rule as Readonly<Record<string, unknown>>)[`${condition}s`]);
  const not = condition.startsWith('!');
  const key = condition.replace('!', '');
  const [end, seen] = key.startsWith('src') ? (['source', source] as const) : (['destination', destination] as const);
  switch (key) {
    case 'dst_ports':
      return not
        ? l10n.t('it excludes {0}, but the flow uses {1}', wanted, flow.destinationPort ?? 0)
        : l10n.t('it specifies {0}, but the flow uses {1}', wanted, flow.destinationPort ?? 0);
    case 'src_ports': {
      const port = flow.sourcePort ?? l10n.t('an unknown port');
      return not
        ? l10n.t('it excludes {0}, but the flow comes from {1}', wanted, port)
        : l10n.t('it specifies {0}, but the flow comes from {1}', wanted, port);
    }
    case 'src_tag':
    case 'dst_tag':
      return not
        ? l10n.t('it excludes tag {0}, which the {1} has', wanted, end)
        : l10n.t('it specifies {0}, but the {1} has {2}', wanted, end, tagsOf(seen, networks));
    case 'src_selector':
    case 'dst_selector':
      return not
        ? l10n.t('it excludes what “{0}” selects, which includes the {1}', wanted, end)
        : l10n.t('“{0}” does not select the {1}', wanted, end);
    case 'src_net':
    case 'dst_net':
      return not
        ? l10n.t('it excludes {0}, but the {1} is {2}', wanted, end, seen?.address ?? 'unknown')
        : l10n.t('it specifies {0}, but the {1} is {2}', wanted, end, seen?.address ?? 'unknown');
    case 'protocol':
      return not
        ? l10n.t('it excludes {0}, which the flow uses', wanted)
        : l10n.t('it specifies {0}, but the flow uses {1}', wanted, flow.protocol);
    case 'ip_version':
      return l10n.t('it applies to IPv{0}, but the flow does not use it', wanted);
    default:
      return icmpDifference(wanted, not, key === 'icmp_code', flow.icmpType);
  }
}

function icmpDifference(wanted: string, not: boolean, isCode: boolean, type: number | undefined): string {
  const seen = type === undefined ? l10n.t('an echo request') : String(type);
  if (isCode)
    return not
      ? l10n.t('it excludes code {0}, but the flow has {1}', wanted, seen)
      : l10n.t('it specifies code {0}, but the flow has {1}', wanted, seen);
  return not
    ? l10n.t('it excludes type {0}, but the flow has {1}', wanted, seen)
    : l10n.t('it specifies type {0}, but the flow has {1}', wanted, seen);
}

function tagsOf(seen: Seen | undefined, networks: readonly NamedNetwork[]): string {
  const names = seen?.tags.map((tag) => displayName(tag, networks)) ?? [];
  if (names.length === 0) return l10n.t('no tag');
  return names.length === 1 ? l10n.t('tag {0}', names.join()) : l10n.t('tags {0}', names.join(', '));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

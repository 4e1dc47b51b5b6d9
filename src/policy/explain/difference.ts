import { displayName, type NamedNetwork } from '../calico1/names';
import type { Rule } from '../calico1/rule';
import type { Condition } from '../verdict/trace';
import type { Explanation, Seen } from './reasons';

type Ends = Pick<Explanation, 'flow' | 'source' | 'destination'>;

/** What a rule asks that a flow does not have, e.g. “it names 9001, the flow uses 9000”. */
export function differenceOf(
  conditions: readonly Condition[],
  rule: Rule,
  ends: Ends,
  networks: readonly NamedNetwork[] = [],
): string {
  return conditions.map((condition) => difference(condition, rule, ends, networks)).join(', and ');
}

function difference(
  condition: Condition,
  rule: Rule,
  { flow, source, destination }: Ends,
  networks: readonly NamedNetwork[],
): string {
  const wanted = textOf(rule[condition]);
  const not = condition.startsWith('!');
  const key = condition.replace('!', '');
  const [end, seen] = key.startsWith('src') ? (['source', source] as const) : (['destination', destination] as const);
  switch (key) {
    case 'dst_ports':
      return not
        ? `it excludes ${wanted}, the flow uses ${flow.destinationPort ?? 0}`
        : `it names ${wanted}, the flow uses ${flow.destinationPort ?? 0}`;
    case 'src_ports': {
      const port = flow.sourcePort ?? 'a port that is not known';
      return not
        ? `it excludes ${wanted}, the flow comes from ${port}`
        : `it names ${wanted}, the flow comes from ${port}`;
    }
    case 'src_tag':
    case 'dst_tag':
      return not
        ? `it excludes tag ${wanted}, which the ${end} has`
        : `it names ${wanted}, the ${end} has ${tagsOf(seen, networks)}`;
    case 'src_selector':
    case 'dst_selector':
      return not
        ? `it excludes what “${wanted}” selects, and that selects the ${end}`
        : `“${wanted}” does not select the ${end}`;
    case 'src_net':
    case 'dst_net':
      return not
        ? `it excludes ${wanted}, the ${end} is ${seen?.address ?? 'unknown'}`
        : `it names ${wanted}, the ${end} is ${seen?.address ?? 'unknown'}`;
    case 'protocol':
      return not ? `it excludes ${wanted}, which the flow uses` : `it names ${wanted}, the flow uses ${flow.protocol}`;
    case 'ip_version':
      return `it is for IPv${wanted}, the flow is not`;
    default:
      return `it ${not ? 'excludes' : 'names'} ${key === 'icmp_code' ? 'code' : 'type'} ${wanted}, the flow has ${flow.icmpType ?? 'an echo request'}`;
  }
}

function tagsOf(seen: Seen | undefined, networks: readonly NamedNetwork[]): string {
  const names = seen?.tags.map((tag) => displayName(tag, networks)) ?? [];
  if (names.length === 0) return 'no tag';
  return names.length === 1 ? `tag ${names.join()}` : `tags ${names.join(', ')}`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

import * as l10n from '@vscode/l10n';
import { carriersByTag, dataOf, endpointsWithTag, networksOf } from '../../../../../cluster/model/indexes';
import type { Span } from '../../../../../policy/calico1/document';
import { completeRule, type Expectation, type ValueKind } from '../../../../../policy/calico1/grammar';
import { displayName } from '../../../../../policy/calico1/names';
import { meaningOf } from './meanings';
import { offeredPorts } from './ports';
import { shownTag, type DocumentContext } from '../../document-context';
import { endpointCount } from '../../../../../app/text/counts';

/** A suggestion. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'keyword' | 'section' | 'tag' | 'port' | 'cidr' | 'template';
  readonly detail?: string;
  readonly documentation?: string;
  /** The inserted text, if it is not the label. A template has `$1` at the cursor's position. */
  readonly insert?: string;
}

export interface Suggestions {
  /** The range that a suggestion replaces. */
  readonly replaces: Span;
  readonly items: readonly Suggestion[];
  /** Whether suggestions are missing, so that they must be requested again as the user types. */
  readonly cut: boolean;
}

/** Maximum number of suggestions. */
const MOST = 200;

/** Returns the suggestions at an offset of a rule, with their meaning in the cluster. */
export function ruleSuggestions(text: string, offset: number, subject: DocumentContext | undefined): Suggestions {
  const { start, end, expected } = completeRule(text, offset);
  const typed = text.slice(start, offset);
  return capped(
    { start, end },
    expected.flatMap((item) => suggestionsFor(item, typed, subject)),
  );
}

/** Limits the number of suggestions. */
export function capped(replaces: Span, items: readonly Suggestion[]): Suggestions {
  return { replaces, items: items.slice(0, MOST), cut: items.length > MOST };
}

function suggestionsFor(item: Expectation, typed: string, subject: DocumentContext | undefined): readonly Suggestion[] {
  if (item.kind === 'keyword') {
    const documentation = meaningOf(item.word, subject?.kind);
    return [{ label: item.word, kind: 'keyword', ...(documentation !== undefined && { documentation }) }];
  }
  return values(item.value, typed, subject);
}

function values(kind: ValueKind, typed: string, subject: DocumentContext | undefined): readonly Suggestion[] {
  switch (kind) {
    case 'tag':
      return subject ? tagSuggestions(typed, subject) : [];
    case 'ports':
      return subject ? portSuggestions(typed, subject) : [];
    case 'cidr':
      return subject ? cidrSuggestions(subject) : [];
    case 'selector':
      return [
        {
          label: '"…"',
          kind: 'template',
          detail: l10n.t('a label selector'),
          insert: '"$1"',
          documentation: meaningOf('selector') ?? '',
        },
      ];
    case 'log-prefix':
      return [{ label: '"…"', kind: 'template', detail: l10n.t('the prefix of the log lines'), insert: '"$1"' }];
    case 'keys':
      return [
        { label: '{…}', kind: 'template', detail: l10n.t('further keys of the rule, as JSON'), insert: '{"$1": $2}' },
      ];
    case 'icmp-type':
      return icmpTypes().map(([label, detail]) => ({ label, detail, kind: 'port' }));
    case 'icmp-code':
    case 'protocol':
    case 'not-protocol':
      return [];
  }
}

const icmpTypes = () =>
  [
    ['0', l10n.t('echo reply')],
    ['3', l10n.t('destination unreachable')],
    ['8', l10n.t('echo request (ping)')],
    ['11', l10n.t('time exceeded')],
    ['128', l10n.t('echo request (ICMPv6)')],
    ['129', l10n.t('echo reply (ICMPv6)')],
  ] as const;

/** Returns the tags that contain the typed text, with their profiles. */
export function tagSuggestions(typed: string, subject: DocumentContext): readonly Suggestion[] {
  const start = typed.toLowerCase();
  const found: Suggestion[] = [];
  for (const [tag, carriers] of carriersByTag(subject.policy)) {
    const label = shownTag(tag, subject);
    if (!label.toLowerCase().includes(start)) continue;
    // One more than shown, to detect that there are more.
    if (found.length > MOST) break;
    const names = carriers.slice(0, 3).map(({ name }) => displayName(name, networksOf(subject.snapshot)));
    const endpoints = endpointsWithTag(tag, subject.policy).size;
    found.push({
      label,
      kind: 'tag',
      detail: `${count(endpoints)} · ${names.join(', ')}${carriers.length > names.length ? l10n.t(' and {0} more', carriers.length - names.length) : ''}`,
    });
  }
  return found;
}

/** A comma continues the list. */
function portSuggestions(typed: string, subject: DocumentContext): readonly Suggestion[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return offeredPorts(subject).map(({ port, users }) => ({
    label: `${before}${port}`,
    kind: 'port',
    detail: users.join(', '),
  }));
}

function cidrSuggestions({ snapshot, policy }: DocumentContext): readonly Suggestion[] {
  const pools = policy.pools.map(({ cidr }): Suggestion => ({
    label: cidr,
    kind: 'cidr',
    detail: l10n.t('all addresses of a Calico IP pool'),
  }));
  const subnets = networksOf(snapshot).flatMap(({ name, subnets: list }) =>
    list.map((cidr): Suggestion => ({ label: cidr, kind: 'cidr', detail: l10n.t('subnet of the network {0}', name) })),
  );
  const tasks = (dataOf(snapshot.marathon)?.apps ?? []).flatMap(({ id, tasks: list }) =>
    list.flatMap(({ addresses }) =>
      addresses.map((address): Suggestion => ({
        label: `${address}/${address.includes(':') ? 128 : 32}`,
        kind: 'cidr',
        detail: l10n.t('a task of {0}', id),
      })),
    ),
  );
  const seen = new Set<string>();
  return [
    ...pools,
    ...subnets,
    ...tasks,
    { label: '0.0.0.0/0', kind: 'cidr', detail: l10n.t('any IPv4 address') } as const,
  ].filter(({ label }) => !seen.has(label) && seen.add(label));
}

function count(endpoints: number): string {
  return endpointCount(endpoints);
}

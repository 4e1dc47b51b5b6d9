import * as l10n from '@vscode/l10n';
import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';
import { isDisagreement } from '../details/agreement-text';
import { accessMark } from '../scene/access-mark';
import type { GraphPart } from './visible';

/** One term of a filter. */
interface Term {
  readonly negated: boolean;
  /** The key of the term: a field of a star, `is`, `changed`, or empty for all names of a star. */
  readonly key: string;
  readonly value: string;
  /** Where it is in the text. */
  readonly start: number;
  readonly end: number;
}

/** A parsed filter. */
export interface Query {
  readonly nodeTerms: readonly Term[];
  readonly edgeTerms: readonly Term[];
  /** Unknown terms. */
  readonly unknown: readonly string[];
  /** Where they are in the text. */
  readonly unknownAt: readonly { readonly start: number; readonly end: number }[];
  /** What is known instead, in sentences. Empty without unknown terms. */
  readonly known: string;
}

const NODE_KEYS = ['name', 'app', 'profile', 'tag', 'label', 'decidedby', 'ns', 'agent', 'ip'] as const;
/** A star by what it can connect to, or by what can connect to it. */
const WAYS = ['reaches', 'reachedby'] as const;
const NODE_STATES = ['silent', 'outside', 'isolated', 'open', 'unselected'] as const;
const EDGE_STATES = ['reachable', 'unreachable', 'unknown', 'disagreeing', 'allowed', 'denied'] as const;

/** The placeholder of the filter field. */
export const queryExample = () => l10n.t('Filter, for example client or is:disagreeing');
export const queryHint = () =>
  l10n.t(
    'All terms must match. Prefix - to negate:\n{0}',
    [
      ...[...NODE_KEYS, ...WAYS].map((key) => `${key}:…`),
      ...[...NODE_STATES, ...EDGE_STATES].map((state) => `is:${state}`),
      'changed:5m',
      'port:80',
    ].join(', '),
  );

/**
 * Parses a filter: terms separated by spaces, all of which must match. A leading `-` negates. A term without a key is
 * searched in all names of a star.
 */
export function parseQuery(text: string): Query {
  const terms = [...text.matchAll(/\S+/g)].map(({ 0: word, index: start }): Term => {
    const negated = word.length > 1 && word.startsWith('-');
    const [, key = '', value = word] = /^(\w+):(.*)$/.exec(negated ? word.slice(1) : word) ?? [
      '',
      '',
      negated ? word.slice(1) : word,
    ];
    return { negated, key: key.toLowerCase(), value: value.toLowerCase(), start, end: start + word.length };
  });
  const forNodes = ({ key, value }: Term) =>
    key === '' || isOneOf(key, NODE_KEYS) || isOneOf(key, WAYS) || (key === 'is' && isOneOf(value, NODE_STATES));
  const forEdges = ({ key, value }: Term) =>
    (key === 'is' && isOneOf(value, EDGE_STATES)) ||
    (key === 'changed' && periodOf(value) !== undefined) ||
    (key === 'port' && portOf(value) !== undefined);
  const unknown = terms.filter((term) => !forNodes(term) && !forEdges(term));
  return {
    nodeTerms: terms.filter(forNodes),
    edgeTerms: terms.filter(forEdges),
    unknown: unknown.map(({ key, value }) => `${key}:${value}`),
    unknownAt: unknown.map(({ start, end }) => ({ start, end })),
    known: [...new Set(unknown.map(knownInstead))].join(' '),
  };
}

/** Says what can stand in place of an unknown term: values if its key is known, those that begin alike first. */
function knownInstead({ key, value }: Term): string {
  switch (key) {
    case 'is': {
      const states = [...NODE_STATES, ...EDGE_STATES];
      const alike = states.filter((state) => value !== '' && state.startsWith(value));
      return l10n.t('After “is:” comes {0}.', (alike.length > 0 ? alike : states).join(', '));
    }
    case 'changed':
      return l10n.t('After “changed:” comes a time: 30s, 5m or 1h.');
    case 'port':
      return l10n.t('After “port:” comes a number from 1 to 65535.');
    default:
      return l10n.t(
        'Known are {0}.',
        [...NODE_KEYS, ...WAYS, 'is', 'changed', 'port'].map((known) => `${known}:`).join(', '),
      );
  }
}

/** The stars that match a filter, and the edges shown with them. */
export interface QueryMatches {
  readonly nodes: ReadonlySet<string>;
  readonly edges: readonly GraphEdge[];
}

/** @param now The graph's time in milliseconds since the epoch. */
export function find({ nodeTerms, edgeTerms }: Query, { nodes, edges }: GraphPart, now: number): QueryMatches {
  const ends = new Map(
    nodeTerms.flatMap((term) => (isOneOf(term.key, WAYS) ? [[term, endsOf(term, { nodes, edges })] as const] : [])),
  );
  const meant = new Set(
    nodes
      .filter((node) =>
        nodeTerms.every((term) => (ends.get(term)?.has(node.id) ?? matchesNode(node, term)) !== term.negated),
      )
      .map(({ id }) => id),
  );
  const kept = edges.filter(
    (edge) =>
      (meant.has(edge.from) || meant.has(edge.to)) &&
      edgeTerms.every((term) => matchesEdge(edge, term, now) !== term.negated),
  );
  if (edgeTerms.length === 0) return { nodes: meant, edges: kept };
  const connected = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return { nodes: new Set([...meant].filter((id) => connected.has(id))), edges: kept };
}

/** Returns the stars with a working connection to a star of the term's name, or from one. */
function endsOf(term: Term, { nodes, edges }: GraphPart): ReadonlySet<string> {
  const named = { ...term, key: 'name' };
  const others = new Set(nodes.filter((node) => matchesNode(node, named)).map(({ id }) => id));
  const passing = edges.filter(({ state }) => state === 'reachable' || state === 'allowed');
  return new Set(
    passing.flatMap(({ from, to }) =>
      term.key === 'reaches' ? (others.has(to) ? [from] : []) : others.has(from) ? [to] : [],
    ),
  );
}

function matchesNode(node: GraphNode, { key, value }: Term): boolean {
  const texts: Readonly<Record<(typeof NODE_KEYS)[number], readonly string[]>> = {
    name: [node.id, node.name, ...(node.holds ?? [])],
    app: [node.app ?? ''],
    profile: node.profiles.flatMap(({ name, id }) => [name, id]),
    tag: node.tags,
    label: node.labels ?? [],
    decidedby: [
      ...node.profiles.map(({ name }) => name),
      ...(node.policies ? [...node.policies.inbound, ...node.policies.outbound] : []),
    ],
    ns: node.namespace === undefined ? [] : [node.namespace],
    agent: node.hosts,
    ip: [...node.addresses, ...(node.holdsAddresses ?? [])],
  };
  if (key === 'is') return matchesState(node, value);
  const places = isOneOf(key, NODE_KEYS) ? texts[key] : Object.values(texts).flat();
  return places.some((text) => text.toLowerCase().includes(value));
}

function matchesState(node: GraphNode, value: string): boolean {
  switch (value) {
    case 'outside':
      return node.kind === 'outside';
    case 'isolated':
    case 'open':
      return accessMark(node)?.kind === value;
    case 'unselected':
      return node.unselected === true;
    default:
      return !node.answered;
  }
}

function matchesEdge(edge: GraphEdge, { key, value }: Term, now: number): boolean {
  if (key === 'changed')
    return edge.probes.some(({ since }) => since !== undefined && now - since <= (periodOf(value) ?? 0));
  if (key === 'port') return isOnPort(edge, portOf(value));
  switch (value) {
    case 'disagreeing':
      return isDisagreement(edge);
    case 'allowed':
    case 'denied':
      return edge.state === value || edge.judgement?.expected === value;
    default:
      return edge.state === value && edge.kind !== 'ghost';
  }
}

/** Whether policy allows the port, or a probe uses it. */
function isOnPort({ ports, probes }: GraphEdge, port = 0): boolean {
  return (
    ports?.some(({ first, last }) => first <= port && port <= last) === true ||
    probes.some(({ url }) => URL.canParse(url) && Number(new URL(url).port || 80) === port)
  );
}

/** Parses a port number. */
function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

/** Parses `5m`, `30s` or `1h` as milliseconds. */
function periodOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  const factor = { s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? ''];
  return factor === undefined ? undefined : Number(digits) * factor;
}

function isOneOf<T extends string>(value: string, list: readonly T[]): value is T {
  return (list as readonly string[]).includes(value);
}

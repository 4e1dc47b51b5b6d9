import * as l10n from '@vscode/l10n';
import {
  countOf,
  describe,
  uncheckedIn,
  type Effect,
  type EffectChange,
} from '../../../../cluster/analysis/policy-impact';
import type { Preview } from '../../../../app/preview/previews';
import { partiesOf } from '../flows';
import { portOf, hostOf } from '../../../../cluster/collector/owner';
import type { GraphEdge } from '../../protocol/elements';
import { edgeKey } from '../patch';
import type { Scope } from '../scope';
import type { ObservedEdge, ObservedGraph, ObservedNode, PreviewFacts } from '../stages';

/** Maximum number of connections listed one by one. */
const TOLD = 8;

/** What a change opens or closes from one node to another. */
interface PairEffect {
  opens: readonly number[];
  closes: readonly number[];
}

/** Finds out what the previewed change does: on existing edges, and as ghosts where there is none. */
export function previewOf(
  graph: ObservedGraph,
  scope: Scope,
  preview: Pick<Preview, 'draft' | 'effect'> | undefined,
): PreviewFacts | undefined {
  if (!preview) return undefined;
  const { draft, effect } = preview;
  const words = (changes: Effect['opened']) => [...describe(changes, effect, scope.snapshot, TOLD)];
  const unchecked = [...uncheckedIn(effect)];
  const pairs = pairEffects(graph.nodes, effect, scope);
  const edges = new Map<ObservedEdge, NonNullable<GraphEdge['preview']>>();
  const unprobed = new Map(pairs);
  for (const edge of graph.edges) {
    const key = edgeKey(edge);
    const pair = unprobed.get(key);
    unprobed.delete(key);
    if (pair) edges.set(edge, effectOn(edge, pair));
  }
  return {
    edges,
    ghosts: [...unprobed].map(([key, pair]) => ghostOf(key, pair)),
    summary: {
      title: draft.title,
      opened: countOf(effect.opened),
      closed: countOf(effect.closed),
      opens: words(effect.opened),
      closes: words(effect.closed),
      ...(unchecked.length > 0 && { unchecked }),
    },
  };
}

function ghostOf(key: string, { opens, closes }: PairEffect): GraphEdge {
  const [from = '', to = ''] = JSON.parse(key) as string[];
  return { from, to, kind: 'ghost', state: 'unknown', probes: [], preview: effectOf({ opens, closes }) };
}

function effectOf({ opens, closes }: PairEffect): NonNullable<GraphEdge['preview']> {
  const [effect, ports] = opens.length > 0 ? (['opens', opens] as const) : (['closes', closes] as const);
  return { effect, text: l10n.t('{0} on {1}', effect, formatPorts(ports)) };
}

/** What the change does to a probed connection: to its port, or only to others. */
function effectOn({ kind, probes }: ObservedEdge, { opens, closes }: PairEffect): NonNullable<GraphEdge['preview']> {
  if (kind === 'policy') return effectOf({ opens, closes });
  const probed = [...new Set(probes.flatMap(({ url }) => (hostOf(url) === undefined ? [] : [portOf(url)])))];
  const [opening, closing] = [
    probed.filter((port) => opens.includes(port)),
    probed.filter((port) => closes.includes(port)),
  ];
  if (opening.length > 0) return { effect: 'opens', text: l10n.t('opens on {0}', formatPorts(opening)) };
  if (closing.length > 0) return { effect: 'closes', text: l10n.t('closes on {0}', formatPorts(closing)) };
  const [word, ports] = opens.length > 0 ? (['opens', opens] as const) : (['closes', closes] as const);
  return {
    effect: 'elsewhere',
    text: l10n.t(
      '{0} on {1}{2}',
      word,
      formatPorts(ports),
      probed.length === 0 ? '' : l10n.t(', but the probe uses {0}', formatPorts(probed)),
    ),
  };
}

function pairEffects(
  nodes: readonly ObservedNode[],
  { opened, closed }: Effect,
  scope: Scope,
): Map<string, PairEffect> {
  const byParty = nodesByParty(nodes, scope);
  const pairs = new Map<string, PairEffect>();
  const add = ({ from, to, ports, protocol }: EffectChange, word: keyof PairEffect) => {
    if (protocol !== 'tcp') return;
    const nodesOf = (parties: readonly string[]) => new Set(parties.flatMap((party) => byParty.get(party) ?? []));
    const destinations = nodesOf(to);
    for (const source of nodesOf(from)) {
      for (const destination of destinations) {
        if (source === destination) continue;
        const key = edgeKey({ from: source, to: destination });
        const pair = pairs.get(key) ?? { opens: [], closes: [] };
        pairs.set(key, { ...pair, [word]: [...new Set([...pair[word], ...ports])] });
      }
    }
  };
  for (const change of opened) add(change, 'opens');
  for (const change of closed) add(change, 'closes');
  return pairs;
}

const known = new WeakMap<readonly ObservedNode[], ReadonlyMap<string, readonly string[]>>();

/** Returns the IDs of the nodes that an endpoint or address is part of. The same while a rule is typed. */
function nodesByParty(nodes: readonly ObservedNode[], scope: Scope): ReadonlyMap<string, readonly string[]> {
  let byParty = known.get(nodes);
  if (!byParty) {
    const found = new Map<string, string[]>();
    for (const node of nodes) {
      for (const party of partiesOf(node, scope)) {
        const ids = found.get(party);
        if (ids) ids.push(node.id);
        else found.set(party, [node.id]);
      }
    }
    known.set(nodes, (byParty = found));
  }
  return byParty;
}

function formatPorts(ports: readonly number[]): string {
  return ports.length > 3 ? l10n.t('{0} and other ports', ports.slice(0, 3).join(', ')) : ports.join(', ');
}

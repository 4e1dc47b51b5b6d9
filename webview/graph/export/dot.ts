import * as l10n from '@vscode/l10n';
import type { DrawnEdge, DrawnNode } from '../scene/drawn';
import { plainLines } from '../../../src/base/text/plain';
import { titleOf } from '../details/element-text';
import { edgeWords, keysOf, titleOfExport, basisOf, type ExportInput } from './export-input';

const LINES: Readonly<Record<DrawnEdge['state'], string>> = {
  reachable: 'style=bold, arrowhead=normal',
  unreachable: 'style=dashed, arrowhead=tee',
  unknown: 'style=dotted, arrowhead=odiamond',
  allowed: 'style=solid, arrowhead=empty',
  denied: 'style=dashed, arrowhead=box',
};

const SHAPES: Readonly<Record<DrawnNode['kind'], string>> = {
  probe: 'circle',
  collector: 'doublecircle',
  balancer: 'doublecircle',
  outside: 'box',
  workload: 'circle',
  host: 'doubleoctagon',
  group: 'folder',
};

/** Converts the drawing to Graphviz DOT. The stars have positions for `neato -n`. `dot` calculates its own. */
export function dotOf(subject: Pick<ExportInput, 'drawing' | 'places' | 'name' | 'observedAt'>): string {
  const { drawing, places } = subject;
  const keys = keysOf(drawing);
  const key = (id: string) => keys.get(id) ?? '';
  const star = (node: DrawnNode) => {
    const { id, kind, answered } = node;
    const place = places.get(id);
    // Graphviz's y axis points up. Its unit is points.
    const at = place ? `, pos=${quoted(`${place.x.toFixed(1)},${(-place.y).toFixed(1)}`)}` : '';
    return `${key(id)} [label=${quoted(answered ? titleOf(node) : l10n.t('{0}\nno response', titleOf(node)))}, shape=${SHAPES[kind]}${answered ? '' : ', style=dashed'}${at}];`;
  };
  return [
    'digraph stars {',
    `  graph [label=${quoted(`${titleOfExport(subject)}\n${basisOf(subject)}`)}, labelloc=t, fontname="sans-serif"];`,
    '  node [fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...drawing.nodes.map((node) => `  ${star(node)}`),
    ...drawing.groups.map(
      ({ name, members }, index) =>
        `  subgraph cluster_${index} { label=${quoted(name)}; ${members.map((id) => `${key(id)};`).join(' ')} }`,
    ),
    ...drawing.edges.map(
      (edge) => `  ${key(edge.from)} -> ${key(edge.to)} [${LINES[edge.state]}, label=${quoted(edgeWords(edge))}];`,
    ),
    '}',
    '',
  ].join('\n');
}

/** Quotes a string for DOT. Graphviz interprets escapes and HTML entities in labels. */
function quoted(text: string): string {
  return `"${plainLines(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;').replaceAll('\n', '\\n')}"`;
}

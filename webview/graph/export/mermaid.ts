import * as l10n from '@vscode/l10n';
import type { DrawnEdge, DrawnNode } from '../scene/drawn';
import { plain } from '../../../src/base/text/plain';
import { titleOf } from '../details/element-text';
import { edgeWords, keysOf, titleOfExport, basisOf, type ExportInput } from './export-input';

/** Arrows per state: an arrowhead, a cross, and a circle if unknown. */
const ARROWS: Readonly<Record<DrawnEdge['state'], string>> = {
  reachable: '==>',
  unreachable: '-.-x',
  unknown: '-.-o',
  allowed: '-->',
  denied: '-.-x',
};

/** Converts the drawing to a Mermaid flowchart, as used in Markdown files and wikis. */
export function mermaidOf(subject: Pick<ExportInput, 'drawing' | 'name' | 'observedAt'>): string {
  const { drawing } = subject;
  const keys = keysOf(drawing);
  const key = (id: string) => keys.get(id) ?? '';
  const grouped = new Set(drawing.groups.flatMap(({ members }) => members));
  const silent = drawing.nodes.filter(({ answered, kind }) => !answered && kind === 'probe');
  return [
    'flowchart LR',
    `  accTitle: ${bare(titleOfExport(subject))}`,
    `  accDescr: ${bare(basisOf(subject))}`,
    ...drawing.groups.flatMap(({ name, members }, index) => [
      `  subgraph g${index}[${quoted([name])}]`,
      ...drawing.nodes.filter(({ id }) => members.includes(id)).map((node) => `    ${key(node.id)}${shapeOf(node)}`),
      '  end',
    ]),
    ...drawing.nodes.filter(({ id }) => !grouped.has(id)).map((node) => `  ${key(node.id)}${shapeOf(node)}`),
    ...drawing.edges.map(
      (edge) => `  ${key(edge.from)} ${ARROWS[edge.state]}|${quoted([edgeWords(edge)])}| ${key(edge.to)}`,
    ),
    ...(silent.length === 0
      ? []
      : ['  classDef silent stroke-dasharray: 5 4', `  class ${silent.map(({ id }) => key(id)).join(',')} silent`]),
    '',
  ].join('\n');
}

/**
 * A circle, a box for outside endpoints, a rounded box for groups, a stadium for the collector and the load balancer.
 */
function shapeOf(node: DrawnNode): string {
  const { kind, members = [], answered } = node;
  const lines = [
    titleOf(node),
    ...(kind === 'group' ? [l10n.t('{0} stars', members.length)] : []),
    ...(answered ? [] : [l10n.t('no response')]),
  ];
  const text = quoted(lines);
  switch (kind) {
    case 'probe':
    case 'workload':
      return `((${text}))`;
    case 'outside':
    case 'host':
      return `[${text}]`;
    case 'group':
      return `(${text})`;
    case 'collector':
    case 'balancer':
      return `([${text}])`;
  }
}

/** Quotes a label. Line breaks are the only markup in it. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br>')}"`;
}

/**
 * Escapes everything but letters, digits and a few characters as Mermaid entities. Otherwise a quote would end the
 * label, a backtick start Markdown, a tag be HTML, and two percent signs with a brace be a directive.
 */
function escaped(text: string): string {
  return plain(text).replaceAll(/[^\p{L}\p{M}\p{N} .,:/_()→·★+-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
}

/** Prepares a text that extends to the end of its line. */
function bare(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N} .,:_-]+/gu, ' ');
}

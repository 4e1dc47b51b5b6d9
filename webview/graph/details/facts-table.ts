import * as l10n from '@vscode/l10n';
import type { DrawnNode, Drawing } from '../scene/drawn';
import { html } from '../../shared/dom';
import { dataGrid } from '../../shared/toolkit';
import { describeExpected } from './agreement-text';
import { formatProfiles, describeState, titleOf } from './element-text';

const columns = () =>
  [
    { key: 'from', title: l10n.t('From'), width: 'minmax(84px, 1fr)' },
    { key: 'to', title: l10n.t('To'), width: 'minmax(84px, 1fr)' },
    { key: 'state', title: l10n.t('State'), width: 'minmax(116px, 1fr)' },
    { key: 'expected', title: l10n.t('Expected'), width: 'minmax(116px, 1fr)' },
    { key: 'url', title: 'URL', width: 'minmax(170px, 2fr)' },
    { key: 'profile', title: l10n.t('Profile'), width: 'minmax(120px, 1.4fr)' },
  ] as const;

/** One row of the table. */
export type Row = Readonly<Record<ReturnType<typeof columns>[number]['key'], string>>;

/** Returns the rows of the table: each edge, then each star without a response. */
function rowsOf({ nodes, edges }: Pick<Drawing, 'nodes' | 'edges'>): Row[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const title = (id: string) => withNode(byId.get(id), titleOf) || id;
  return [
    ...edges.flatMap(({ from, to, probes, compared }) =>
      probes.map(({ url, state, judgement }) => ({
        from: title(from),
        to: title(to),
        state: compared ? `${describeState(state)}, ${compared.text}` : describeState(state),
        expected: describeExpected({ judgement }),
        url,
        profile: `${withNode(byId.get(from), formatProfiles) || '–'} → ${withNode(byId.get(to), formatProfiles) || '–'}`,
      })),
    ),
    ...nodes
      .filter(({ answered }) => !answered)
      .map((node) => ({
        from: titleOf(node),
        to: '–',
        state: l10n.t('no response'),
        expected: '–',
        url: node.url ?? '–',
        profile: formatProfiles(node) || '–',
      })),
  ];
}

/** The drawing as a table, for keyboards, screen readers and copying. */
export class FactsTable {
  readonly element: HTMLElement;
  readonly #grid = dataGrid(l10n.t('Connectivity'), columns());
  #shown = '';

  constructor() {
    this.element = html('aside', 'facts', this.#grid);
    this.element.ariaLabel = l10n.t('Table');
    this.element.hidden = true;
  }

  /** Updates the table. Unchanged content is left alone, because it may have the focus. */
  update(graph: Pick<Drawing, 'nodes' | 'edges'>): void {
    const rows = rowsOf(graph);
    const text = JSON.stringify(rows);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#grid.rowsData = rows;
  }
}

function withNode(node: DrawnNode | undefined, words: (node: DrawnNode) => string): string {
  return node ? words(node) : '';
}

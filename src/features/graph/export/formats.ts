import * as l10n from '@vscode/l10n';

/** An export format. */
export interface Format {
  readonly id: 'svg' | 'png' | 'mermaid' | 'dot' | 'json' | 'csv';
  readonly title: string;
  /** The purpose of the format. */
  readonly about: string;
  /** The file extension. */
  readonly extension: string;
}

export const formats = (): readonly Format[] => [
  { id: 'svg', title: 'SVG', about: l10n.t('a scalable image in the theme’s colors'), extension: 'svg' },
  { id: 'png', title: 'PNG', about: l10n.t('a bitmap at twice the size'), extension: 'png' },
  { id: 'mermaid', title: 'Mermaid', about: l10n.t('a flowchart for Markdown files and wikis'), extension: 'mmd' },
  { id: 'dot', title: 'Graphviz DOT', about: l10n.t('for dot, neato and other Graphviz tools'), extension: 'dot' },
  { id: 'json', title: 'JSON', about: l10n.t('all graph data, for other programs'), extension: 'json' },
  { id: 'csv', title: 'CSV', about: l10n.t('one line per connection, for spreadsheets'), extension: 'csv' },
];

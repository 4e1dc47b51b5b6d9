/** What a graph can be exported as. */
export interface Format {
  readonly id: 'svg' | 'png' | 'mermaid' | 'dot' | 'json';
  readonly title: string;
  /** What it is good for. */
  readonly about: string;
  /** Of its files. */
  readonly extension: string;
}

export const FORMATS: readonly Format[] = [
  { id: 'svg', title: 'SVG', about: 'a picture that stays sharp, in the colours of the theme', extension: 'svg' },
  { id: 'png', title: 'PNG', about: 'a picture of pixels, at twice the size', extension: 'png' },
  { id: 'mermaid', title: 'Mermaid', about: 'a flowchart for Markdown files and wikis', extension: 'mmd' },
  { id: 'dot', title: 'Graphviz DOT', about: 'for dot, neato and what reads them', extension: 'dot' },
  { id: 'json', title: 'JSON', about: 'all that is known of it, for programs', extension: 'json' },
];

/** A name for a file, of what every file system takes. @param observedAt milliseconds since the epoch. */
export function fileName(cluster: string, observedAt: number, extension: string): string {
  const name = cluster
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  const time = new Date(observedAt).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return `stars-${name === '' ? 'cluster' : name.slice(0, 60)}-${time}.${extension}`;
}

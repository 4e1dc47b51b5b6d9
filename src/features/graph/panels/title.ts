/** Characters of a filter that a tab has room for. */
const MOST = 40;

/** What a panel is called: its cluster, and what of it is shown. */
export function panelTitle(cluster: string | undefined, query: string): string {
  const filter = query.trim().replaceAll(/\s+/g, ' ');
  if (cluster === undefined) return 'Calico Stars';
  const letters = Array.from(filter);
  return filter === ''
    ? cluster
    : `${cluster}: ${letters.length > MOST ? `${letters.slice(0, MOST - 1).join('')}…` : filter}`;
}

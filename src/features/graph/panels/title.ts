/** Maximum length of a filter in a tab title. */
const MOST = 40;

/** Returns a panel's title: its cluster and filter. */
export function panelTitle(cluster: string | undefined, query: string): string {
  const filter = query.trim().replaceAll(/\s+/g, ' ');
  if (cluster === undefined) return 'Calico Stars';
  const letters = Array.from(filter);
  return filter === ''
    ? cluster
    : `${cluster}: ${letters.length > MOST ? `${letters.slice(0, MOST - 1).join('')}…` : filter}`;
}

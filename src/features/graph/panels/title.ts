/** Maximum length of a filter in a tab title. */
const MOST = 40;

const PRODUCT = 'Calico Stars';

/**
 * Returns a panel's title: its cluster and filter.
 * @param named Whether the title names the cluster, because it could be another.
 */
export function panelTitle(cluster: string | undefined, query: string, named: boolean): string {
  const filter = query.trim().replaceAll(/\s+/g, ' ');
  if (cluster === undefined) return PRODUCT;
  const subject = named ? cluster : PRODUCT;
  const letters = Array.from(filter);
  return filter === ''
    ? subject
    : `${subject}: ${letters.length > MOST ? `${letters.slice(0, MOST - 1).join('')}…` : filter}`;
}

/** Fills the page's table every second. */
const SCRIPT = `const row = (...texts) => {
  const line = document.createElement('tr');
  for (const text of texts) line.appendChild(document.createElement('td')).textContent = text;
  return line;
};
const show = async () => {
  const example = new URLSearchParams(location.search).get('example') === 'true';
  const { responses } = await (await fetch(example ? 'responses/example' : 'responses')).json();
  const rows = Object.entries(responses).flatMap(([id, response]) =>
    response === null ? [row(id, '', 'no answer')]
      : (response.json?.status?.targets ?? []).map(({ url, reachable }) => row(id, url, reachable ? 'yes' : 'no')));
  document.querySelector('tbody').replaceChildren(...rows);
};
const again = () => show().catch(() => {}).finally(() => setTimeout(again, 1000));
again();
`;

/**
 * The collector's own page: the facts of `/responses` as a table that refreshes itself. Its URLs are relative, so it
 * works below any path.
 */
export const PAGE = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Stars</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; color: #222; background: #fff }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #ddd }
  @media (prefers-color-scheme: dark) { body { color: #ddd; background: #1e1e1e } th, td { border-color: #444 } }
</style>
<h1>Stars</h1>
<p>What each probe can reach. Open the graph in Calico Stars to see it drawn.</p>
<table><thead><tr><th>Resource<th>Target<th>Reachable</thead><tbody></tbody></table>
<script src="assets/js/stars.js"></script>
</html>
`;

/** The files below `/assets`, by path. */
export const ASSETS: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map([
  ['/assets/js/stars.js', { type: 'application/javascript', text: SCRIPT }],
]);

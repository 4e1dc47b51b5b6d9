import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const BENCH = path.join(import.meta.dirname, '..');

/**
 * Draws elements with labels, arrows and curves like the graph's. The layout is fcose's quickest, which only places
 * stars by their distances: its default takes ten times as long at 300 stars.
 */
const SCRIPT = `
import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';
cytoscape.use(fcose);
window.draw = ({ nodes, edges }) => new Promise((resolve) => {
  const began = performance.now();
  const cy = cytoscape({
    container: document.getElementById('peer'),
    elements: [
      ...nodes.map(({ id, name }) => ({ data: { id, name } })),
      ...edges.map(({ from, to }, index) => ({ data: { id: 'e' + index, source: from, target: to } })),
    ],
    style: [
      { selector: 'node', style: { label: 'data(name)', 'font-size': 13, color: '#ccc', width: 60, height: 60 } },
      { selector: 'edge', style: { width: 2, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle' } },
    ],
    layout: { name: 'preset' },
  });
  cy.layout({ name: 'fcose', quality: 'draft', animate: false, randomize: true }).one('layoutstop', () =>
    // In the frame that shows it. Ends after that frame, as for the graph.
    cy.one('render', () => setTimeout(() => resolve(performance.now() - began))),
  ).run();
});
`;

/** Returns the script of a page that draws graphs with cytoscape.js and its layout fcose; installs them at first use. */
export async function peerScript(): Promise<string> {
  if (!existsSync(path.join(BENCH, 'node_modules', 'cytoscape-fcose')))
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: BENCH, stdio: 'inherit' });
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: BENCH },
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

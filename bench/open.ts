// `npm run bench open`: the time until a graph is visible, measured in a real VS Code.
import { ensureVsix } from '../scripts/build';
import { startStars } from '../test/ui/support/stars';
import { PATIENCE, Workbench } from '../test/ui/support/workbench';
import { print } from './measure';

const RUNS = 7;

/**
 * In the graph's page: when its first data arrived and its first picture was drawn, in milliseconds since the epoch.
 */
const MARKS = `['graph:data', 'graph:picture'].map((name) => performance.timeOrigin + performance.getEntriesByName(name)[0].startTime)`;

/** Opens the graph once, and closes it again. */
async function open(workbench: Workbench): Promise<{ readonly data: number; readonly picture: number }> {
  await workbench.page.keyboard.press('F1');
  await workbench.quickInput.fill('>Calico Stars: Show Graph');
  await workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Calico Stars: Show Graph' })
    .first()
    .waitFor({ timeout: PATIENCE });
  const began = Date.now();
  await workbench.page.keyboard.press('Enter');
  const star = workbench.graph.locator('[data-node="C"]');
  await star.waitFor({ timeout: PATIENCE });
  const frame = await (await star.elementHandle()).ownerFrame();
  if (!frame) throw new Error('The graph’s page is gone.');
  const [data = NaN, picture = NaN] = await frame.evaluate<number[]>(MARKS);
  // Moves the focus out of the page, which forwards keys with a delay.
  await workbench.row('Networks, 4').click();
  await workbench.command('View: Close All Editors');
  await workbench.page.locator('iframe.webview').waitFor({ state: 'detached', timeout: PATIENCE });
  return { data: data - began, picture: picture - data };
}

await ensureVsix();
const workbench = await Workbench.open();
try {
  await startStars(workbench);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await open(workbench));
  print('The demo’s graph in VS Code (milliseconds)', [
    { name: 'from the command to the page’s first data', values: runs.map(({ data }) => data) },
    { name: 'from the first data to the first picture', values: runs.map(({ picture }) => picture), bar: 300 },
  ]);
} finally {
  await workbench.close();
}

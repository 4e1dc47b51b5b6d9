// `npm run bench demo`: the waiting times of the demo, measured in a real VS Code.
import { fork } from 'node:child_process';
import path from 'node:path';
import { ensureVsix } from '../scripts/build';
import { ROOT } from '../scripts/paths';
import { PATIENCE, Workbench } from '../test/ui/support/workbench';
import { print } from './measure';

const RUNS = 5;

/** From forking the lab's program to the message that all services listen. */
async function labStart(): Promise<number> {
  const began = performance.now();
  const child = fork(path.join(ROOT, 'dist', 'lab.js'), { stdio: 'ignore', execArgv: [] });
  await new Promise((resolve) => child.once('message', resolve));
  const took = performance.now() - began;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await gone;
  return took;
}

/** In the graph's page: the time of the frame after the edge became lit. */
const DRAWN = `new Promise((resolve) => {
  const edge = document.querySelector('[data-edge="C→F"]');
  const check = () => { if (edge.getAttribute('data-state') === 'reachable') requestAnimationFrame(() => resolve(Date.now())); };
  new MutationObserver(check).observe(edge, { attributes: true });
})`;

/** From accepting a rule to the frame that draws the edge lit. */
async function ruleToEdge(workbench: Workbench): Promise<number> {
  const edge = workbench.graph.locator('[data-edge="C→F"][data-state="unreachable"]');
  await edge.waitFor({ timeout: PATIENCE });
  await workbench.menu(workbench.row('frontend, 1 endpoint'), 'Add Rule…');
  await workbench.pick('Inbound');
  await workbench.quickInput.fill('allow tcp from tag client to ports 9000');
  const frame = await (await edge.elementHandle()).ownerFrame();
  if (!frame) throw new Error('The graph’s page is gone.');
  const drawn = frame.evaluate<number>(DRAWN);
  const began = Date.now();
  await workbench.page.keyboard.press('Enter');
  const took = (await drawn) - began;
  const rule = workbench.row(/^allow tcp from tag client to ports 9000, /);
  await rule.hover();
  await rule.getByRole('button', { name: 'Remove Rule' }).click();
  return took;
}

await ensureVsix();
const starts: number[] = [];
for (let run = 0; run < RUNS; run++) starts.push(await labStart());

const workbench = await Workbench.open();
try {
  await workbench.openView();
  await workbench.page.getByRole('button', { name: 'Start Local Demo' }).click();
  await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
  await workbench.command('Calico Stars: Create Demo Networks');
  await workbench.row('Networks, 4').waitFor({ timeout: PATIENCE });
  await workbench.command('Calico Stars: Launch Group…');
  await workbench.pick('Stars demo');
  await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
  await workbench.command('Calico Stars: Show Graph');
  await workbench.graph.getByRole('button', { name: 'Add Rule to management-ui' }).click({ timeout: PATIENCE });
  for (const profile of ['backend', 'client', 'frontend'])
    await workbench.graph
      .getByRole('button', { name: new RegExp(`Add (Rule )?to ${profile}`) })
      .click({ timeout: PATIENCE });
  await workbench.row('frontend, 1 endpoint').click();
  await workbench.page.keyboard.press('ArrowRight');
  const changes: number[] = [];
  for (let run = 0; run < RUNS; run++) changes.push(await ruleToEdge(workbench));
  print('The demo in VS Code (milliseconds)', [
    { name: 'lab: from fork to ready', values: starts, bar: 2000 },
    { name: 'rule accepted to edge drawn', values: changes, bar: 3000 },
  ]);
} finally {
  await workbench.close();
}

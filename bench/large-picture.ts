// `npm run bench large-picture`: the collapsed graph of a large cluster on the page.
import { StatePublisher } from '../src/features/graph/panels/state-publisher';
import type { StateMessage } from '../src/features/graph/protocol/messages';
import { MeasurementHistory } from '../src/features/graph/state/facts/measurement-history';
import { graphState } from '../src/features/graph/state/model';
import { largeCluster } from '../test/fixtures/large-cluster';
import { BEGIN, GraphHarness } from '../test/pages/graph/graph-page';
import { calico3Policy } from '../test/unit/cluster/calico3-cluster';
import { snapshot } from '../test/unit/cluster/fixtures';
import { print } from './measure';
import { DRIVER } from './page/driver';

const RUNS = 3;

const policy = calico3Policy(largeCluster({ pods: 10_000, namespaces: 500, policies: 1_000 }));
const cluster = snapshot({ policy });
const sent: StateMessage[] = [];
const publisher = new StatePublisher(
  (message) => sent.push(message),
  () => BEGIN,
);
const graph = (...expanded: readonly string[]) =>
  graphState(
    { state: 'connected', name: 'bench', policySince: 0, snapshot: cluster },
    { measurementHistory: new MeasurementHistory(), expanded: new Set(expanded) },
  );
const collapsed = graph();
const group = collapsed.kind === 'graph' ? collapsed.nodes.find(({ kind }) => kind === 'group') : undefined;
if (!group) throw new Error('Nothing is collapsed.');
publisher.start(collapsed);
publisher.update(graph(group.id));
const [first, opening] = sent;

const [painted, opened, panned, idle]: [number[], number[], number[], number[]] = [[], [], [], []];
const harness = await GraphHarness.start();
for (let run = 0; run < RUNS; run += 1) {
  const { page, close } = await open();
  painted.push(await page.evaluate<number>(`bench.paint(${JSON.stringify(first)})`));
  await page.evaluate('bench.pause(1000)');
  opened.push(await page.evaluate<number>(`bench.update(${JSON.stringify(opening)})`));
  await page.evaluate('bench.pause(1000)');
  panned.push(await page.evaluate<number>('bench.pan(180)'));
  await page.evaluate('bench.pause(1000)');
  idle.push(await page.evaluate<number>('bench.idle(2000)'));
  await close();
}
await harness.stop();
print('Graph of 10,000 pods, 500 namespaces and 1,000 policies on the page', [
  { name: 'first picture, ms', values: painted, bar: 500 },
  { name: 'a group is opened, ms of the page', values: opened, bar: 100 },
  { name: 'frames per second while panning (at least 60)', values: panned },
  { name: 'frames asked for in two idle seconds', values: idle, bar: 0 },
]);

async function open() {
  const opened = await harness.open({ width: 1_440, height: 900, reducedMotion: true });
  await opened.page.evaluate(DRIVER);
  return { page: opened.page, close: () => opened.close() };
}

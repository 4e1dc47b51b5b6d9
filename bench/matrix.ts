import type { Snapshot } from '../src/cluster/model/snapshot';
import { MatrixPublisher } from '../src/features/matrix/matrix-publisher';
import { matrixState } from '../src/features/matrix/model';
import type { Question } from '../src/features/matrix/protocol';
import type { GraphConnection } from '../src/features/graph/state/model';
import { MatrixHarness } from '../test/pages/matrix/matrix-page';
import { endpoint, profile, snapshot } from '../test/unit/cluster/fixtures';
import { largeMatrix } from '../test/unit/matrix/matrices';
import { print } from './measure';

const WORKLOADS = 1_000;
const FRAMES = 60;
const QUESTION: Question = { protocol: 'tcp', port: 9000 };

/** The matrix's cost at 1,000 × 1,000, with a row for every workload: on the host, and in headless Chromium. */
async function main(): Promise<void> {
  const at = (changed: boolean, seen: number): GraphConnection => ({
    state: 'connected',
    name: 'bench',
    policySince: 0,
    snapshot: { ...(changed ? AFTER : BEFORE), observation: { state: 'answered', at: seen, resources: [] } },
  });
  const sent: number[] = [];
  const feed = new MatrixPublisher((message) => sent.push(JSON.stringify(message).length));
  print('Matrix of 1,000 workloads on the host, ms', [
    { name: 'first answer', values: [timed(() => feed.start(matrixState(at(false, 1), QUESTION)))] },
    { name: 'one profile changed', values: [timed(() => feed.update(matrixState(at(true, 1), QUESTION)))] },
    { name: 'only a new time of observation', values: [timed(() => feed.update(matrixState(at(true, 2), QUESTION)))] },
  ]);
  console.log(`Sent: ${sent.map((length) => `${(length / 1024).toFixed(1)} KB`).join(', ')}`);

  const harness = await MatrixHarness.start();
  const state = largeMatrix(WORKLOADS);
  const opened = await harness.open(matrixState({ state: 'disconnected' }), {
    saved: {
      version: 1,
      question: null,
      sort: 'name',
      show: 'all',
      from: '',
      to: '',
      grouped: false,
      scroll: { x: 0, y: 0 },
    },
    width: 1_440,
    height: 900,
  });
  const first = await timedAsync(() => opened.show(state));
  const work = await opened.page.evaluate<number[]>(SCROLL);
  const sorted = await timedAsync(() => opened.choose('Sort by', 'most allowed'));
  await opened.close();
  await harness.stop();
  print('Matrix of 1,000 × 1,000 on the page, ms', [
    { name: 'first picture', values: [first], bar: 1_000 },
    { name: 'work in a frame of scrolling, both ways', values: work, bar: 16 },
    { name: 'sorted anew, with the clicks', values: [sorted] },
  ]);
}

/** Scrolls by some cells in each frame; returns the time of drawing, style and layout, without painting. */
const SCROLL = `(async () => {
  const grid = document.querySelector('.grid');
  const times = [];
  for (let frame = 0; frame < ${FRAMES}; frame += 1) {
    await new Promise(nativeFrame);
    const began = performance.now();
    grid.scrollBy(70, 190);
    grid.dispatchEvent(new Event('scroll'));
    grid.getBoundingClientRect();
    times.push(performance.now() - began);
  }
  return times;
})()`;

/** A cluster in which each workload has its own profile and allows its neighbors. */
function cluster(changed: boolean): Snapshot {
  const name = (index: number) => `profile-${index % WORKLOADS}`;
  const numbers = Array.from({ length: WORKLOADS }, (_, index) => index);
  const rule = (index: number) => ({ action: 'allow', protocol: 'tcp', src_tag: name(index), dst_ports: [9000] });
  return snapshot({
    policy: {
      profiles: numbers.map((index) =>
        profile(name(index), [rule(index + 1), rule(index + (changed && index === 7 ? 3 : 2))]),
      ),
      endpoints: numbers.map((index) => endpoint(`e${index}`, [name(index)], `192.168.${index >> 8}.${index & 255}`)),
    },
  });
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const BEFORE = cluster(false);
const AFTER = cluster(true);
await main();

import type { CDPSession, Page } from 'playwright-core';
import type { ObservedResource } from '../src/cluster/model/snapshot';
import { StatePublisher } from '../src/features/graph/panels/state-publisher';
import { graphState } from '../src/features/graph/state/model';
import { MeasurementHistory } from '../src/features/graph/state/facts/measurement-history';
import type { StateMessage } from '../src/features/graph/protocol/messages';
import type { GraphState } from '../src/features/graph/protocol/state';
import { BEGIN, GraphHarness, type OpenPage } from '../test/pages/graph/graph-page';
import { observed, ring } from '../test/pages/graph/graph-states';
import { FRESH } from '../webview/graph/page/saved';
import { print, type Figure } from './measure';
import { DRIVER } from './page/driver';

/** Stars, and edges from each of them. */
const SIZES: readonly (readonly [stars: number, degree: number])[] = [
  [4, 3],
  [60, 10],
  [300, 10],
  [1_000, 10],
  [1_000, 50],
];
/** Number of times that each page is opened. */
const RUNS = 3;
/** Number of changes of one edge. */
const CHANGES = 30;
/** An hour of polls every second. */
const POLLS = 3_600;
/** Allowed growth of the engine's own heap meanwhile, in MB. */
const HEAP_ROOM = 1;

/**
 * The limits, by `stars × degree`: milliseconds until the first picture and until it is settled, frames per second
 * while panning.
 */
const BARS: Readonly<Record<string, { readonly first?: number; readonly settled?: number; readonly pan?: number }>> = {
  '4 × 3': { first: 300 },
  '60 × 10': { first: 300 },
  '300 × 10': { pan: 60 },
  '1000 × 10': { first: 1_000, settled: 3_000, pan: 50 },
};

/** The graph's cost by size, on the host and in one headless Chromium: `npm run bench graph`. */
async function main(): Promise<void> {
  for (const [stars, degree] of SIZES) print(`Graph of ${stars} × ${degree} on the host, ms`, onHost(stars, degree));
  const harness = await GraphHarness.start();
  for (const [stars, degree] of SIZES) await onPage(harness, stars, degree);
  await atRest(harness);
  await harness.stop();
}

/** The host's cost of a poll: creating the graph, and the messages to the page. */
function onHost(stars: number, degree: number): readonly Figure[] {
  const sent: StateMessage[] = [];
  const feed = new StatePublisher(
    (message) => sent.push(message),
    () => BEGIN,
  );
  const states = source();
  const [first, unchanged, changed]: [number[], number[], number[]] = [[], [], []];
  first.push(timed(() => feed.start(states(ring(stars, degree, true)))));
  for (let run = 0; run < RUNS; run += 1) {
    const [same, other] = [ring(stars, degree, run % 2 === 0), ring(stars, degree, run % 2 === 1)];
    unchanged.push(timed(() => feed.update(states(same))));
    changed.push(timed(() => feed.update(states(other))));
  }
  const sizes = sent.map((message) => JSON.stringify(message).length / 1024);
  return [
    { name: 'first answer', values: first },
    { name: 'poll that no effect', values: unchanged },
    { name: 'poll that changes one edge', values: changed },
    { name: 'first message, KB', values: sizes.slice(0, 1) },
    { name: 'message of one changed edge, KB', values: sizes.slice(-1) },
  ];
}

async function onPage(harness: GraphHarness, stars: number, degree: number): Promise<void> {
  const size = `${stars} × ${degree}`;
  const bars = BARS[size] ?? {};
  const values = {
    first: new Array<number>(),
    settled: new Array<number>(),
    pan: new Array<number>(),
    zoom: new Array<number>(),
    change: new Array<number>(),
    update: new Array<number>(),
    idle: new Array<number>(),
    cell: new Array<number>(),
  };
  for (let run = 0; run < RUNS; run += 1) {
    const { state, patches } = messages(stars, degree, CHANGES * 3);
    const opened = await open(harness, true);
    const { page } = opened;
    const times: { first: number; settled: number } = await page.evaluate(`bench.open(${JSON.stringify(state)}, true)`);
    values.first.push(times.first);
    values.settled.push(times.settled);
    values.pan.push(await page.evaluate<number>('bench.pan(180)'));
    values.zoom.push(await page.evaluate<number>('bench.zoom(60)'));
    await page.evaluate('bench.pause(1000)');
    for (const patch of patches.slice(0, CHANGES))
      values.update.push(await page.evaluate<number>(`bench.update(${JSON.stringify(patch)})`));
    values.change.push(
      await page.evaluate<number>(`bench.change(${JSON.stringify(patches.slice(CHANGES, 2 * CHANGES))}, 6)`),
    );
    await page.evaluate('bench.pause(1000)');
    values.idle.push(await page.evaluate<number>('bench.idle(2000)'));
    await page.evaluate("bench.tell({ type: 'command', command: 'view' })");
    await page.evaluate('bench.pause(500)');
    for (const patch of patches.slice(2 * CHANGES))
      values.cell.push(await page.evaluate<number>(`bench.update(${JSON.stringify(patch)})`));
    await opened.close();
  }
  const atLeast = (bar: number | undefined) => (bar === undefined ? '' : ` (at least ${bar})`);
  print(`Graph of ${size} on the page`, [
    { name: 'first picture, ms', values: values.first, ...(bars.first !== undefined && { bar: bars.first }) },
    { name: 'settled picture, ms', values: values.settled, ...(bars.settled !== undefined && { bar: bars.settled }) },
    { name: `frames per second while panning${atLeast(bars.pan)}`, values: values.pan },
    { name: 'frames per second while zooming', values: values.zoom },
    { name: 'frames per second while an edge changes ten times a second', values: values.change },
    { name: 'one edge changed, ms of the page', values: values.update, bar: 8 },
    { name: 'one edge changed in the matrix, ms of the page', values: values.cell, bar: 8 },
    { name: 'frames asked for in two idle seconds', values: values.idle, bar: 0 },
  ]);
}

/** Markers, and an hour of polls, at 60 × 10. */
async function atRest(harness: GraphHarness): Promise<void> {
  const { state, patches } = messages(60, 10, 2);
  const lively = await open(harness, false);
  await lively.page.evaluate(`bench.open(${JSON.stringify(state)}, true)`);
  const session = await metrics(lively.page);
  const busy: number[] = [];
  for (let run = 0; run < RUNS; run += 1) busy.push(await busyShare(lively.page, session));
  const panning: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    panning.push(await lively.page.evaluate<number>('bench.pan(180)'));
    await lively.page.evaluate('bench.pause(500)');
  }
  await lively.close();

  const still = await open(harness, true);
  await still.page.evaluate(`bench.open(${JSON.stringify(state)}, true)`);
  const heap = await metrics(still.page);
  const pair = JSON.stringify(patches);
  await still.page.evaluate(`bench.polls(200, ${pair})`);
  const before = await usedHeap(heap);
  await still.page.evaluate(`bench.polls(${POLLS}, ${pair}.map((patch) => ({ ...patch, base: patch.base + 200 })))`);
  const after = await usedHeap(heap);
  await still.close();
  print('Graph of 60 × 10 at rest', [
    { name: 'main thread busy with markers on, %', values: busy, bar: 5 },
    { name: 'frames per second while panning with markers on', values: panning },
    { name: `heap before ${POLLS} polls, MB`, values: [before] },
    { name: `heap after ${POLLS} polls, MB`, values: [after], bar: before + HEAP_ROOM },
  ]);
}

/** Opens an empty page with the graph view selected. */
async function open(harness: GraphHarness, reducedMotion: boolean): Promise<OpenPage> {
  const opened = await harness.open({ reducedMotion, saved: { ...FRESH, view: 'graph' } });
  await opened.page.evaluate(DRIVER);
  return opened;
}

/** Creates the host's messages for a graph, and for one edge that toggles. */
function messages(
  stars: number,
  degree: number,
  changes: number,
): { readonly state: StateMessage; readonly patches: readonly StateMessage[] } {
  const sent: StateMessage[] = [];
  const feed = new StatePublisher(
    (message) => sent.push(message),
    () => BEGIN,
  );
  const states = source();
  feed.start(states(ring(stars, degree, true)));
  for (let change = 0; change < changes; change += 1) feed.update(states(ring(stars, degree, change % 2 === 1)));
  const [state, ...patches] = sent;
  if (!state || patches.length !== changes) throw new Error(`${patches.length} of ${changes} changes were told`);
  return { state, patches };
}

/** Creates the states of one cluster as it is polled, with the host's history of its edges. */
function source(): (seen: readonly ObservedResource[]) => GraphState {
  const measurementHistory = new MeasurementHistory();
  let at = Date.now();
  return (seen) =>
    graphState(
      { state: 'connected', name: 'bench', policySince: 0, snapshot: observed(seen, (at += 1_000)) },
      { measurementHistory },
    );
}

async function metrics(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics: all } = await session.send('Performance.getMetrics');
  return all.find((found) => found.name === name)?.value ?? NaN;
}

/** Returns how busy the page's main thread was during three seconds, in percent. */
async function busyShare(page: Page, session: CDPSession): Promise<number> {
  const before = await Promise.all([metric(session, 'TaskDuration'), metric(session, 'Timestamp')]);
  await page.evaluate('bench.pause(3000)');
  const after = await Promise.all([metric(session, 'TaskDuration'), metric(session, 'Timestamp')]);
  return (100 * (after[0] - before[0])) / (after[1] - before[1]);
}

async function usedHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await metric(session, 'JSHeapUsedSize')) / 2 ** 20;
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

await main();

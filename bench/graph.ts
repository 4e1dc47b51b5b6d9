import type { ObservedResource } from '../src/cluster/snapshot';
import { diffGraph } from '../src/graph/patch';
import { forced as layout } from '../webview/graph/layouts/force';
import { GraphHarness } from '../test/ui/graph-page';
import { graphOf } from '../test/ui/graph-states';

/** Stars and edges from each of them. */
const SIZES: readonly (readonly [number, number])[] = [[4, 3], [60, 10], [300, 10], [1000, 10]];

/** The graph's cost by size, on the host and in headless Chromium: `npx tsx bench/graph.ts`. */
async function main(): Promise<void> {
  const harness = await GraphHarness.start();
  for (const [stars, degree] of SIZES) {
    const before = resources(stars, degree, true);
    const after = resources(stars, degree, false);
    const model = timed(() => graphOf(before));
    const diff = timed(() => diffGraph(graphOf(before), graphOf(after)));
    const graph = graphOf(before);
    const place = timed(() => layout(graph.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' })), graph.edges, new Map()));
    const opened = await harness.open({ reducedMotion: true });
    const first = await timedAsync(() => opened.show(graph));
    const update = await timedAsync(() => opened.show(graphOf(after)));
    await opened.close();
    console.log(`${stars} stars, ${stars * degree} edges: model ${model}, model twice and difference ${diff}, layout ${place}, first picture ${first}, one edge changed ${update}`);
  }
  await harness.stop();
}

/** Each star probes the next ones; the flag is the state of one single edge. */
function resources(stars: number, degree: number, one: boolean): ObservedResource[] {
  const url = (index: number) => `http://192.168.${index >> 8}.${index & 255}:9000/status`;
  return Array.from({ length: stars }, (_, index) => ({
    id: `n${String(index).padStart(4, '0')}`,
    url: url(index),
    targets: Array.from({ length: degree }, (__, step) => ({ url: url((index + step * step + 1) % stars), reachable: index + step === 0 ? one : (index + step) % 3 > 0 })),
  }));
}

function timed(work: () => unknown): string {
  const began = performance.now();
  work();
  return milliseconds(performance.now() - began);
}

/** The best of what a page can do is two frames: one in which it draws, one that shows it is done. */
async function timedAsync(work: () => Promise<unknown>): Promise<string> {
  const began = performance.now();
  await work();
  return milliseconds(performance.now() - began);
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

void main();

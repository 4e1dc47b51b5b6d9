import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Recording } from '../src/features/graph/recording/recording';
import { recordingText, parseRecording } from '../src/features/graph/recording/file';
import type { Graph } from '../src/features/graph/protocol/state';
import { GraphHarness } from '../test/pages/graph/graph-page';
import { graphOf } from '../test/pages/graph/graph-states';
import { median } from './measure';

/** Stars, and connections of each. */
const [STARS, DEGREE] = [60, 10];
/** An hour, polled each second. */
const POLLS = 3_600;
const SECOND = 1_000;

// Forces garbage collection, so that only retained memory counts.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The cost of recording an hour, and of showing a moment of it: `npm run bench recording`. */
async function main(): Promise<void> {
  const still = graph(0);
  hour('nothing changes', () => still);
  hour('one connection changes each minute', (poll) => (poll % 60 === 0 ? graph(Math.floor(poll / 60)) : undefined));
  const recording = hour('ten connections change each poll', (poll) => graph(poll * 10, 10));
  const text = recordingText(recording) ?? '';
  console.log(
    `its file: ${(text.length / 1e6).toFixed(1)} million characters, read in ${timed(() => parseRecording(text)).toFixed(0)} ms`,
  );
  await scrub(recording);
}

/**
 * Records an hour and prints its retained memory. @param graphAt Returns the graph of a poll; undefined if unchanged.
 */
function hour(name: string, graphAt: (poll: number) => Graph | undefined): Recording {
  const recording = new Recording('bench');
  let last = graphAt(0) ?? graph(0);
  recording.see(last, 0);
  const before = heap();
  let halfway = 0;
  const spent = timed(() => {
    for (let poll = 1; poll <= POLLS; poll += 1) {
      last = graphAt(poll) ?? last;
      // Each poll is parsed again, so that it shares nothing with others.
      recording.see(JSON.parse(JSON.stringify(last)) as Graph, poll * SECOND);
      if (poll === POLLS / 2) halfway = heap();
    }
  });
  console.log(
    `an hour in which ${name}: ${megabytes(before)} at first, ${megabytes(halfway)} after half of it, ${megabytes(heap())} at the end; ${recording.spans().length} moments; ${(spent / POLLS).toFixed(2)} ms each poll`,
  );
  return recording;
}

/** Measures the time to show a moment. The measurement itself takes at least two frames and four messages. */
async function scrub(recording: Recording): Promise<void> {
  const harness = await GraphHarness.start();
  const opened = await harness.open({ reducedMotion: true });
  const host = await opened.follow({ present: recording.at(Infinity), recording });
  await opened.page.getByText('Show Timeline').click();
  await host.answer();
  const slider = opened.page.getByRole('slider', { name: 'Time' });
  const wholly: number[] = [];
  for (let step = 0; step < 40; step += 1) {
    await slider.press('ArrowLeft');
    const began = performance.now();
    await host.answer();
    wholly.push(performance.now() - began);
  }
  const asked = Array.from({ length: 200 }, (_, index) => timed(() => recording.at(((index * 7919) % POLLS) * SECOND)));
  console.log(
    `a moment: put together by the host in ${median(asked).toFixed(2)} ms; asked for, told and drawn after ${median(wholly).toFixed(0)} ms`,
  );
  await opened.close();
  await harness.stop();
}

/** @param from The number of connections changed since the first graph. @param count How many of them differ. */
function graph(from: number, count = 1): Graph {
  const changed = new Set(Array.from({ length: count }, (_, index) => (from + index) % (STARS * DEGREE)));
  const url = (index: number) => `http://192.168.0.${index}:9000/status`;
  return graphOf(
    Array.from({ length: STARS }, (_, index) => ({
      id: `n${index}`,
      url: url(index),
      targets: Array.from({ length: DEGREE }, (__, step) => ({
        url: url((index + step * step + 1) % STARS),
        reachable: (index + step) % 3 > 0 !== changed.has(index * DEGREE + step),
      })),
    })),
    from,
  );
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

void main();

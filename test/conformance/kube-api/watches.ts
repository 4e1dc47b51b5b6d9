import { isRecord } from '../../../src/base/json';
import { differences } from './compare';
import type { Exchange, RecordedStep } from './exchange';
import { send, type Replayed } from './send';

interface Event {
  readonly type: string;
  readonly object: unknown;
}

/** Milliseconds to wait for an event that is due. */
const DUE = 3000;

/** Replays a watch: does what was done meanwhile, and compares the events. Returns what differs. */
export async function replayWatch(exchange: Exchange, replayed: Replayed): Promise<string | undefined> {
  const closing = new AbortController();
  const response = await send(exchange.request, exchange.as, replayed, closing.signal);
  if (response.status !== exchange.response.status) return `status ${response.status}`;
  const lines = new Lines(response);
  try {
    for (const step of exchange.response.events ?? []) {
      const failure = await replayStep(step, lines, replayed);
      if (failure !== undefined) return failure;
    }
    return undefined;
  } finally {
    closing.abort();
  }
}

async function replayStep(step: RecordedStep, lines: Lines, replayed: Replayed): Promise<string | undefined> {
  if ('wait' in step) return undefined;
  if ('did' in step) {
    const response = await send(step.request, step.as, replayed);
    await response.arrayBuffer();
    return response.status === step.response.status ? undefined : `${step.did}: status ${response.status}`;
  }
  const recorded = 'notAnEvent' in step ? step.notAnEvent : step.event;
  if (isBookmark(recorded) && !isInitialEnd(recorded)) return undefined;
  const actual = await lines.next();
  if (actual === undefined) return `no event instead of ${JSON.stringify(recorded).slice(0, 120)}`;
  const found = differences(recorded, actual, replayed.placeholders);
  return found.length > 0 ? found.slice(0, 3).join('; ') : undefined;
}

function isBookmark(value: unknown): boolean {
  return isRecord(value) && value['type'] === 'BOOKMARK';
}

function isInitialEnd(value: unknown): boolean {
  return JSON.stringify(value).includes('k8s.io/initial-events-end');
}

/** The JSON lines of a response; bookmarks that come when they like are left out. */
class Lines {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();
  #buffer = '';

  constructor(response: Response) {
    this.#reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  }

  /** The next event; undefined if none comes in time. */
  async next(): Promise<Event | undefined> {
    const deadline = AbortSignal.timeout(DUE);
    for (;;) {
      const end = this.#buffer.indexOf('\n');
      if (end >= 0) {
        const event = JSON.parse(this.#buffer.slice(0, end)) as Event;
        this.#buffer = this.#buffer.slice(end + 1);
        if (isBookmark(event) && !isInitialEnd(event)) continue;
        return event;
      }
      const chunk = await Promise.race([this.#reader?.read(), aborted(deadline)]);
      if (chunk?.value === undefined) return undefined;
      this.#buffer += this.#decoder.decode(chunk.value, { stream: true });
    }
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

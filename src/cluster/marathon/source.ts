import { ClusterError } from '../errors';
import { Emitter } from '../events';
import { reloadOnChange } from '../reload';
import type { MarathonData } from '../snapshot';
import type { Source } from '../source';
import type { MarathonClient } from './client';
import type { MarathonEvent } from './events';

/** Milliseconds after which it is read without any event: the stream loses events when its reader is slow. */
const SAFETY_NET = 15_000;

/** Events that change nothing that the snapshot shows. */
const NOISE = new Set(['event_stream_detached', 'subscribe_event', 'unsubscribe_event', 'framework_message_event', 'add_health_check_event', 'remove_health_check_event']);

/** Reads Marathon at the start and whenever its event stream tells of a change; passes the events on to whoever follows a deployment. */
export class MarathonSource implements Source<MarathonData> {
  readonly #events: Emitter<MarathonEvent>;
  readonly onEvent: Emitter<MarathonEvent>['event'];

  constructor(
    private readonly client: MarathonClient,
    report: (error: unknown) => void,
  ) {
    this.#events = new Emitter(report);
    this.onEvent = this.#events.event;
  }

  follow(deliver: (data: MarathonData) => void, signal: AbortSignal): Promise<void> {
    return reloadOnChange({ load: (either) => this.client.load(either), listen: (stale, either) => this.#listen(stale, either), safetyNet: SAFETY_NET }, deliver, signal);
  }

  /** Ends when the stream ends: then a new one must be attached, and everything read afresh. */
  async #listen(stale: () => void, signal: AbortSignal): Promise<never> {
    for await (const event of this.client.events(signal)) {
      this.#events.fire(event);
      if (!NOISE.has(event.type)) stale();
    }
    throw new ClusterError('unreachable', `Marathon at ${this.client.address} ended its event stream.`);
  }
}

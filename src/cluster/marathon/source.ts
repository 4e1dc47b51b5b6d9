import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from '../connection/errors';
import { Emitter } from '../../base/emitter';
import { RetryBackoff } from '../../base/backoff';
import { problemOf } from '../connection/problem';
import { reloadOnChange } from '../connection/reload';
import type { Failure, MarathonData } from '../model/snapshot';
import type { Deliver, Source } from '../connection/source';
import type { MarathonClient } from './client';
import type { MarathonEvent } from './events';

/** Milliseconds between reads without any event, because the stream drops events for slow readers. */
const SAFETY_NET = 12_000;

/** Milliseconds after which an event stream counts as working. A new leader ends it immediately. */
const STEADY = 30_000;

/** Milliseconds before an ended stream is reopened, the first time and at most. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 300_000;

/** Events that change nothing in the snapshot. */
const NOISE = new Set([
  'event_stream_detached',
  'subscribe_event',
  'unsubscribe_event',
  'framework_message_event',
  'add_health_check_event',
  'remove_health_check_event',
]);

/**
 * Reads Marathon at the start and after each change that its event stream announces. Forwards events to those who
 * follow a deployment.
 */
export class MarathonSource implements Source<MarathonData> {
  readonly #events: Emitter<MarathonEvent>;
  readonly onEvent: Emitter<MarathonEvent>['event'];
  /** Why there are no events, if there are none. */
  #deaf: Failure | undefined;

  constructor(
    private readonly client: MarathonClient,
    report: (error: unknown) => void,
  ) {
    this.#events = new Emitter(report);
    this.onEvent = this.#events.event;
  }

  follow(deliver: Deliver<MarathonData>, signal: AbortSignal): Promise<void> {
    const load = (either: AbortSignal) => this.client.read(either);
    const listen = (stale: () => void, either: AbortSignal) => this.#listen(stale, either);
    return reloadOnChange(
      { load, listen, safetyNet: SAFETY_NET },
      ({ data, problems }) => deliver(data, [...problems, ...(this.#deaf ? [this.#deaf] : [])]),
      signal,
    );
  }

  /**
   * Follows the event stream indefinitely. Events are not replayed, so reads everything when a stream opens. Reopens an
   * ended or refused stream less and less often; nothing else depends on it.
   */
  async #listen(stale: () => void, signal: AbortSignal): Promise<never> {
    const backoff = new RetryBackoff(FIRST_PAUSE, LONGEST_PAUSE);
    while (!signal.aborted) {
      const began = performance.now();
      let attached = false;
      let failure: unknown = new ClusterError(
        'unreachable',
        l10n.t('Marathon at {0} closes its event stream immediately.', this.client.address),
      );
      try {
        for await (const event of this.client.events(signal)) {
          attached = true;
          this.#deaf = undefined;
          this.#events.fire(event);
          if (!NOISE.has(event.type)) stale();
        }
      } catch (error) {
        failure = error;
      }
      if (!attached && !this.#deaf) {
        this.#deaf = problemOf(failure, l10n.t('Marathon is polled every {0} s instead.', SAFETY_NET / 1_000));
        stale();
      }
      if (performance.now() - began > STEADY) backoff.reset();
      await delay(backoff.next(), undefined, { signal }).catch(() => undefined);
    }
    throw new ClusterError('cancelled', l10n.t('Marathon is no longer followed.'));
  }
}

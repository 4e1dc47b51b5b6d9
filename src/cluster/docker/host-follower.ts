import * as l10n from '@vscode/l10n';
import { ClusterError, messageOf } from '../connection/errors';
import { RateLimit } from '../../base/rate-limit';
import { pause, RetryBackoff } from '../../base/backoff';
import type { DockerClient, NetworkListing } from './client';

/** The state of one host. */
export type HostState =
  /** `deaf`: why its events are unavailable. It is polled nevertheless. */
  | { readonly state: 'answered'; readonly listed: NetworkListing; readonly deaf?: unknown }
  | { readonly state: 'failed'; readonly error: Error };

/** Milliseconds after which a host is read without any event, because it only reports its own changes. */
export const SAFETY_NET = 10_000;

/** Milliseconds during which changes are collected. */
const GATHER = 50;

/** Milliseconds after which an event stream counts as working. */
const STEADY = 30_000;

/**
 * Follows one host indefinitely: reads it at the start, after each event and regularly. Retries failures less and less
 * often.
 * @param tell Called with the state after each reading.
 */
export async function followHost(
  host: DockerClient,
  tell: (state: HostState) => void,
  signal: AbortSignal,
): Promise<void> {
  const follower = new HostFollower(host, tell, signal);
  await Promise.all([follower.read(), follower.listen()]);
}

class HostFollower {
  #wake: () => void = () => undefined;
  #deaf: unknown;
  /** Ends the open event stream. */
  #stream = new AbortController();

  constructor(
    private readonly host: DockerClient,
    private readonly tell: (state: HostState) => void,
    private readonly signal: AbortSignal,
  ) {}

  async read(): Promise<void> {
    const backoff = new RetryBackoff(1_000, 30_000);
    const rateLimit = new RateLimit();
    while (await pause(rateLimit.next(), this.signal)) {
      // Registered before reading, so that a change during reading causes another reading.
      const changed = new Promise<void>((resolve) => (this.#wake = resolve));
      const state = await this.#ask();
      if (this.signal.aborted) return;
      this.tell(state);
      const answered = state.state === 'answered';
      if (answered) backoff.reset();
      // Its event stream may be dead, too, without noticing.
      else this.#stream.abort();
      const heard = new AbortController();
      await Promise.race([
        changed,
        pause(answered ? SAFETY_NET : backoff.next(), AbortSignal.any([this.signal, heard.signal])),
      ]);
      heard.abort();
      await pause(GATHER, this.signal);
    }
  }

  async listen(): Promise<void> {
    const backoff = new RetryBackoff(1_000, 300_000);
    do {
      const began = performance.now();
      const stream = (this.#stream = new AbortController());
      let open = false;
      let failure: unknown = new ClusterError(
        'unreachable',
        l10n.t('Docker at {0} closes its event stream immediately.', this.host.address),
      );
      try {
        const events = await this.host.events(AbortSignal.any([this.signal, stream.signal]));
        if (!events) return;
        while (!(await events.next()).done) {
          open = true;
          this.#hear(undefined);
        }
      } catch (error) {
        failure = error;
      }
      if (!open && !stream.signal.aborted) this.#hear(failure);
      if (performance.now() - began > STEADY) backoff.reset();
    } while (await pause(backoff.next(), this.signal));
  }

  async #ask(): Promise<HostState> {
    try {
      const listed = await this.host.read(this.signal);
      return { state: 'answered', listed, ...(this.#deaf !== undefined && { deaf: this.#deaf }) };
    } catch (error) {
      return { state: 'failed', error: error instanceof Error ? error : new Error(messageOf(error)) };
    }
  }

  /** Receives an event, or why there are none. The first refusal triggers a reading, so that it is reported. */
  #hear(deaf: unknown): void {
    const news = deaf === undefined || this.#deaf === undefined;
    this.#deaf = deaf;
    if (news) this.#wake();
  }
}

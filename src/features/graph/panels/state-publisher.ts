import { sameJson } from '../../../base/json';
import type { StateMessage } from '../protocol/messages';
import type { GraphAction, GraphState } from '../protocol/state';
import { staleAction } from '../protocol/stale';
import { diffGraph } from '../state/patch';

/**
 * Decides what to send to a page: the whole state on request, then only changes. Remembers the last state, and with it
 * the actions that the page may request.
 */
export class StatePublisher {
  #sent: GraphState | undefined;
  #revision = 0;

  /** @param begin Called before the whole state is sent. */
  constructor(
    private readonly send: (message: StateMessage) => void,
    private readonly begin: () => Pick<
      Extract<StateMessage, { type: 'state' }>,
      'defaults' | 'savedLayout' | 'panel' | 'recording' | 'timeRequest'
    >,
  ) {}

  /** Sends the whole state to a new page or one that lost track. */
  start(state: GraphState): void {
    this.#sent = state;
    this.#revision += 1;
    this.send({ type: 'state', revision: this.#revision, sentAt: Date.now(), state, ...this.begin() });
  }

  /** Sends the changes since the last call. Does nothing before {@link start}. */
  update(state: GraphState): void {
    const before = this.#sent;
    if (!before || sameJson(before, state)) return;
    if (before.kind === 'graph' && state.kind === 'graph') {
      this.#sent = state;
      const base = this.#revision++;
      this.send({ type: 'patch', base, revision: this.#revision, sentAt: Date.now(), ...diffGraph(before, state) });
    } else {
      this.start(state);
    }
  }

  /** The state of the page, or undefined without a page. */
  get shown(): GraphState | undefined {
    return this.#sent;
  }

  /** Forgets the page, which is hidden or closed. */
  stop(): void {
    this.#sent = undefined;
  }

  /** Returns the action with an ID if it was offered to the page last. Other requests are ignored. */
  offered(id: string): GraphAction | undefined {
    const sent = this.#sent;
    const onStale = sent?.kind === 'graph' && sent.stale && staleAction(sent.stale, id);
    if (onStale) return onStale;
    const actions = sent?.kind === 'graph' ? sent.banner?.actions : sent?.actions;
    return actions?.find((action) => action.id === id);
  }
}

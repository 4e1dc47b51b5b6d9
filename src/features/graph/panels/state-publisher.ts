import { sameJson } from '../../../policy/calico1/equality';
import type { StateMessage } from '../protocol/messages';
import type { GraphAction, GraphState } from '../protocol/state';
import { diffGraph } from '../state/patch';

/**
 * Decides what a page is sent: the whole state when it asks, then only what changed, and nothing when nothing did.
 * Remembers the last state sent, and with it which actions the page may ask for.
 */
export class StatePublisher {
  #sent: GraphState | undefined;
  #revision = 0;

  /** @param begin what a page is told besides when it begins. */
  constructor(
    private readonly send: (message: StateMessage) => void,
    private readonly begin: () => Pick<
      Extract<StateMessage, { type: 'state' }>,
      'defaults' | 'kept' | 'panel' | 'recording' | 'looked'
    >,
  ) {}

  /** Sends the whole state: the page is new, or has lost its thread. */
  start(state: GraphState): void {
    this.#sent = state;
    this.#revision += 1;
    this.send({ type: 'state', revision: this.#revision, sentAt: Date.now(), state, ...this.begin() });
  }

  /** Sends what changed since the last call. Does nothing before {@link start}: there is no page yet. */
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

  /** What the page shows; undefined while there is none. */
  get shown(): GraphState | undefined {
    return this.#sent;
  }

  /** Forgets the page: it is hidden or gone. */
  stop(): void {
    this.#sent = undefined;
  }

  /** The action of an id, if the page was offered it last; anything else a page asks for is not done. */
  offered(id: string): GraphAction | undefined {
    const actions = this.#sent?.kind === 'graph' ? this.#sent.banner?.actions : this.#sent?.actions;
    return actions?.find((action) => action.id === id);
  }
}

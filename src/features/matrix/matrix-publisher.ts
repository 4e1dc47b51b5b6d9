import { sameJson } from '../../base/json';
import { staleAction } from '../graph/protocol/stale';
import type { Matrix, MatrixAction, MatrixState, PanelCluster, Party, Patch, ToPage } from './protocol';

/**
 * Decides what to send to a page: the whole state on request, then only changes. Remembers the last state, and with it
 * what the page may request.
 */
export class MatrixPublisher {
  #sent: MatrixState | undefined;
  #revision = 0;

  /** @param clusterOf Returns the panel's cluster. */
  constructor(
    private readonly send: (message: ToPage) => void,
    private readonly clusterOf: () => PanelCluster | undefined = () => undefined,
  ) {}

  /** Sends the whole state to a page that is new, asks another question, or lost track. */
  start(state: MatrixState): void {
    this.#sent = state;
    this.#revision += 1;
    const cluster = this.clusterOf();
    this.send({ type: 'state', revision: this.#revision, sentAt: Date.now(), state, ...(cluster && { cluster }) });
  }

  /** Sends the changes since the last call. Does nothing before {@link start}. */
  update(state: MatrixState): void {
    const before = this.#sent;
    if (!before || sameJson(before, state)) return;
    const change = before.kind === 'matrix' && state.kind === 'matrix' ? changeBetween(before, state) : undefined;
    if (!change) {
      this.start(state);
      return;
    }
    this.#sent = state;
    const base = this.#revision++;
    this.send({ type: 'patch', base, revision: this.#revision, sentAt: Date.now(), ...change });
  }

  /** Forgets the page, which is hidden or closed. */
  stop(): void {
    this.#sent = undefined;
  }

  /** Returns the action with an ID if it was offered to the page last. */
  offered(id: string): MatrixAction | undefined {
    const sent = this.#sent;
    if (sent?.kind === 'empty') return sent.actions.find((action) => action.id === id);
    return sent?.stale && staleAction(sent.stale, id);
  }

  /** Returns the party with an ID if it was shown last. */
  shown(id: string): Party | undefined {
    return this.#sent?.kind === 'matrix' ? this.#sent.parties.find((party) => party.id === id) : undefined;
  }
}

/** Returns the changes for a page that shows `before`, or undefined if it needs the whole state. */
function changeBetween(
  before: Matrix,
  after: Matrix,
): Omit<Patch, 'type' | 'base' | 'revision' | 'sentAt'> | undefined {
  const frame = ({ question, parties, allowed: { length }, unevaluated, unknownServices, stale }: Matrix) => ({
    question,
    parties,
    length,
    unevaluated,
    unknownServices,
    stale,
  });
  if (!sameJson(frame(before), frame(after))) return undefined;
  return {
    allowed: after.allowed.flatMap((bits, number) =>
      before.allowed[number] === bits ? [] : [{ class: number, bits }],
    ),
    ...(!sameJson(before.measured, after.measured) && { measured: after.measured }),
    ...(!sameJson(before.ports, after.ports) && { ports: after.ports }),
    observedAt: after.observedAt,
  };
}

import type { Matrix, MatrixState, Patch, ToPage } from '../../src/features/matrix/protocol';

/** The state as last received from the host. */
export interface Received {
  readonly revision: number;
  readonly state: MatrixState;
}

/**
 * Applies a message. Returns undefined if a patch is for another revision, so that the page must request the whole
 * state.
 */
export function receive(before: Received | undefined, message: ToPage): Received | undefined {
  switch (message.type) {
    case 'state':
      return { revision: message.revision, state: message.state };
    case 'patch':
      if (before?.revision !== message.base || before.state.kind !== 'matrix') return undefined;
      return { revision: message.revision, state: patched(before.state, message) };
  }
}

/** Applies a patch. Unchanged parts keep their identity. */
function patched(matrix: Matrix, { allowed, measured, ports, observedAt }: Patch): Matrix {
  const sets = new Map(allowed.map(({ class: number, bits }) => [number, bits]));
  return {
    ...matrix,
    allowed: sets.size === 0 ? matrix.allowed : matrix.allowed.map((bits, number) => sets.get(number) ?? bits),
    measured: measured ?? matrix.measured,
    ports: ports ?? matrix.ports,
    observedAt,
  };
}

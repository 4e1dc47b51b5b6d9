import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { DrawnNode } from '../scene/drawn';

const HOW = ['appeared', 'vanished', 'changed'] as const;

/**
 * Describes the differences of several edges that are drawn as one, for example `2 appeared, 1 vanished`; undefined
 * without differences.
 */
export function comparedTogether(edges: readonly GraphEdge[]): GraphEdge['compared'] {
  const counts = HOW.map((how) => ({
    how,
    count: edges.filter(({ compared }) => compared?.how === how).length,
  })).filter(({ count }) => count > 0);
  const [first, ...others] = counts;
  if (!first) return undefined;
  return {
    how: others.length === 0 ? first.how : 'changed',
    text: counts.map(({ how, count }) => `${count} ${how}`).join(', '),
  };
}

/** Whether all stars of a group appeared, or all vanished. */
export function membersCompared([first, ...others]: readonly DrawnNode[]): DrawnNode['compared'] {
  return others.every(({ compared }) => compared === first?.compared) ? first?.compared : undefined;
}

import type { DrawnNode } from '../scene/drawn';

/** Whether nodes are those of a measurement, and not only of what policy allows. */
export function isMeasured(nodes: readonly Pick<DrawnNode, 'kind' | 'members'>[]): boolean {
  return (
    nodes.some(({ kind }) => kind === 'probe' || kind === 'collector') ||
    !nodes.some(
      ({ kind, members }) => kind === 'workload' || kind === 'host' || (kind === 'group' && members === undefined),
    )
  );
}

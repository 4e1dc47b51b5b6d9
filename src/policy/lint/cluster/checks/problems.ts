import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** Reports problems found while objects were translated. */
export function problems({ model }: Facts): readonly ClusterFinding[] {
  return model.model.problems.flatMap(({ kind, origin, message }) =>
    kind === 'without-effect' ? [] : [found(kind, origin, message)],
  );
}

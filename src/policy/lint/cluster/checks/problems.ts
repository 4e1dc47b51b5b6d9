import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** What became of objects on their way into force. */
export function problems({ model }: Facts): readonly ClusterFinding[] {
  return model.model.problems.flatMap(({ kind, origin, message }) =>
    kind === 'without-effect' ? [] : [found(kind, origin, message)],
  );
}

import { isPolicyKind, type ResourceId, type StoredResource } from '../../policy/resources';
import type { ObjectChange } from '../connection/rights';

/** Returns the change that saving an object's document makes. */
export function updateOf({ id, read }: Pick<StoredResource, 'id' | 'read'>): ObjectChange {
  const spec: unknown = read.state === 'decoded' && 'spec' in read.object ? read.object.spec : undefined;
  const tier = tierIn(spec);
  return { verb: 'update', ...id, ...(isOfCalico(id) && { tier: tier ?? 'default' }) };
}

/** Whether policies of a kind belong to a tier that is an object. */
function isOfCalico({ kind }: ResourceId): boolean {
  return isPolicyKind(kind) && /^(Staged)?(Global)?NetworkPolicy$/.test(kind);
}

function tierIn(spec: unknown): string | undefined {
  return typeof spec === 'object' &&
    spec !== null &&
    'tier' in spec &&
    typeof spec.tier === 'string' &&
    spec.tier !== ''
    ? spec.tier
    : undefined;
}

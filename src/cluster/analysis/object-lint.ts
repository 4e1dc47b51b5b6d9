import { isOfComponents, resourceIdOf, resourceKey, type PolicyObject } from '../../policy/resources';
import { lintObjects, type LintLevels } from '../../policy/lint';
import type { ClusterFinding, ClusterObject } from '../../policy/lint/cluster';
import { objectsIn } from '../model/resources';
import type { PolicyData } from '../model/snapshot';
import { compiledOf } from './compiled';

/** The findings in objects of Calico 3, by the keys that they are stored under; objects without any are omitted. */
export type ObjectFindings = ReadonlyMap<string, readonly ClusterFinding[]>;

const NONE: ObjectFindings = new Map();

/**
 * Lints all objects of Calico 3. Yields regularly, so that the caller can let other work run first.
 * @param mostPairs The maximum number of pairs of endpoints whose connections are examined.
 */
export function* lintResources(
  policy: PolicyData,
  levels: LintLevels,
  mostPairs: number,
): Generator<undefined, ObjectFindings> {
  if (!policy.resources) return NONE;
  const objects = objectsIn(policy.resources).filter(isLinted);
  const byKey = new Map<string, ClusterFinding[]>();
  for (const finding of yield* lintObjects(compiledOf(policy).model, objects, levels, mostPairs)) {
    const id = resourceIdOf(finding.origin.object);
    if (!id) continue;
    const key = resourceKey(id);
    const same = byKey.get(key);
    if (same) same.push(finding);
    else byKey.set(key, [finding]);
  }
  return byKey;
}

/** Kinds that only components write are not linted. */
function isLinted(object: PolicyObject): object is Extract<PolicyObject, ClusterObject> {
  return !isOfComponents(object);
}

import type { CompiledModel } from '../verdict';
import { lintingCluster, type ClusterFinding, type ClusterObject } from './cluster';
import { gradedObject, type LintLevels } from './levels';

/**
 * Returns what the authors of objects probably did not intend. Yields regularly, so that the caller can let other work
 * run first.
 * @param objects The source of the model.
 * @param mostPairs The maximum number of pairs of endpoints to examine for the effect of removing a policy or rule.
 */
export function* lintObjects(
  model: CompiledModel,
  objects: readonly ClusterObject[],
  levels: LintLevels,
  mostPairs: number,
): Generator<undefined, readonly ClusterFinding[]> {
  const found = yield* lintingCluster(model, objects, mostPairs);
  return withoutRepeated(found).flatMap((finding) => gradedObject(finding, levels) ?? []);
}

/** What follows when a policy selects nothing, or when a rule matches nothing. */
const FOLLOWS: ReadonlySet<ClusterFinding['code']> = new Set([
  'redundant-policy',
  'redundant-rule',
  'empty-rule',
  'vacuous-set',
]);

/** Omits findings that follow from another one: a policy or rule that matches nothing is also redundant. */
function withoutRepeated(found: readonly ClusterFinding[]): readonly ClusterFinding[] {
  const placesOf = (code: ClusterFinding['code']) =>
    new Set(found.flatMap((finding) => (finding.code === code ? [objectPlace(finding)] : [])));
  const [emptyPolicies, emptyRules] = [placesOf('empty-policy'), placesOf('empty-rule')];
  return found.filter((finding) => {
    if (!FOLLOWS.has(finding.code)) return true;
    if (emptyPolicies.has(objectPlace({ origin: { ...finding.origin, path: [] } }))) return false;
    return finding.code !== 'redundant-rule' || !emptyRules.has(objectPlace(finding));
  });
}

function objectPlace({ origin: { object, path } }: Pick<ClusterFinding, 'origin'>): string {
  return JSON.stringify([object, path]);
}

import { isDeepStrictEqual } from 'node:util';
import { finished } from '../../base/time-slices';
import { lint, lintPolicies, type Finding, type LintLevels } from '../../policy/lint';
import { policyKey } from '../../policy/calico1/keys';
import type { PolicyId } from '../../policy/calico1/policy';
import type { StoredPolicy } from '../../policy/calico1/stored-policy';
import { resourceKey, type ResourceId } from '../../policy/resources';
import type { ClusterFinding } from '../../policy/lint/cluster';
import { compiledOf } from './compiled';
import { lintResources, type ObjectFindings } from './object-lint';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { listeningPorts } from '../model/listening-ports';

type Listening = ReturnType<typeof listeningPorts>;

/** Lints one profile of a policy, which may contain a draft. */
export function lintProfile(
  profile: string,
  policy: PolicyData,
  snapshot: Snapshot,
  levels: LintLevels,
): readonly Finding[] {
  return lint(compiledOf(policy), { listening: listeningPorts(snapshot) }, levels, new Set([profile]));
}

/** Lints one policy of a tier in a policy, which may contain a draft. */
export function lintPolicy(
  { tier, name }: PolicyId,
  policy: PolicyData,
  snapshot: Snapshot,
  levels: LintLevels,
): readonly Finding[] {
  const all = finished(lintPolicies(compiledOf(policy), { listening: listeningPorts(snapshot) }, levels, AS_TYPED));
  return all.filter(({ policy: found }) => found?.tier === tier && found.name === name);
}

/** Lints one object of Calico 3 in a policy, which may contain a draft. */
export function lintResource(id: ResourceId, policy: PolicyData, levels: LintLevels): readonly ClusterFinding[] {
  return finished(lintResources(policy, levels, AS_TYPED)).get(resourceKey(id)) ?? [];
}

/**
 * Lints all objects of Calico 3 or of Kubernetes in a policy, which may contain drafts. Yields regularly, so that the
 * caller can let other work run first.
 */
export function lintDrafts(policy: PolicyData, levels: LintLevels): Generator<undefined, ObjectFindings> {
  return lintResources(policy, levels, IN_BACKGROUND);
}

/** The findings of every profile and policy, and the input they depend on. */
export interface Linted {
  /** By the stored names of profiles. Those without findings are omitted, as in `policies`. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** By the keys of policies; see {@link policyKey}. */
  readonly policies: ReadonlyMap<string, readonly Finding[]>;
  readonly objects: ObjectFindings;
  readonly compiled: StoredPolicy;
  readonly listening: Listening;
  readonly levels: LintLevels;
}

/** Maximum length of the stored rules that are linted in one slice: a few hundred rules. */
const AT_ONCE = 65_536;

/** Maximum number of pairs of endpoints whose connections are examined: while someone types, and in the background. */
const AS_TYPED = 500;
const IN_BACKGROUND = 20_000;

/**
 * Lints all profiles and policies. If only rules changed since `before`, lints only those profiles again. Yields regularly, so that
 * the caller can let other work run first.
 */
export function* lintAll(
  policy: PolicyData,
  snapshot: Snapshot,
  levels: LintLevels,
  before?: Linted,
): Generator<undefined, Linted> {
  const compiled = compiledOf(policy);
  yield;
  const listening = listeningPorts(snapshot);
  // Policies with the same directory have the same endpoints, and the same tags in every profile.
  const base =
    before?.compiled.model.directory === compiled.model.directory &&
    before.compiled.felix === compiled.felix &&
    isDeepStrictEqual([before.levels, before.listening], [levels, listening])
      ? before
      : undefined;
  const stale = [...compiled.profileNames].filter(
    (name) => base?.compiled.storedProfile(name) !== compiled.storedProfile(name),
  );
  const names = new Set(stale);
  const findings = new Map([...(base?.findings ?? [])].filter(([name]) => !names.has(name)));
  for (const slice of slicesOf(stale, compiled)) {
    for (const finding of lint(compiled, { listening }, levels, slice)) {
      findings.set(finding.profile, [...(findings.get(finding.profile) ?? []), finding]);
    }
    yield;
  }
  const same = base?.compiled.model === compiled.model;
  const policies = same ? base.policies : byKey(yield* lintPolicies(compiled, { listening }, levels, IN_BACKGROUND));
  const objects = same ? base.objects : yield* lintResources(policy, levels, IN_BACKGROUND);
  return { findings, policies, objects, compiled, listening, levels };
}

function byKey(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.policy) continue;
    const key = policyKey(finding.policy);
    const same = found.get(key);
    if (same) same.push(finding);
    else found.set(key, [finding]);
  }
  return found;
}

/** Yields the names of the profiles that are linted in one slice. */
function* slicesOf(profiles: readonly string[], compiled: StoredPolicy): Generator<ReadonlySet<string>> {
  let slice = new Set<string>();
  let size = 0;
  for (const name of profiles) {
    slice.add(name);
    size += compiled.storedProfile(name)?.rules?.length ?? 0;
    if (size < AT_ONCE) continue;
    yield slice;
    [slice, size] = [new Set(), 0];
  }
  if (slice.size > 0) yield slice;
}

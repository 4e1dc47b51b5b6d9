import { isDeepStrictEqual } from 'node:util';
import { lint, type Finding, type LintLevels } from '../../policy/lint';
import type { CompiledPolicy } from '../../policy/verdict';
import { compiledOf } from './compiled';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { listeningPorts } from '../model/workloads';

type CompiledProfile = NonNullable<ReturnType<CompiledPolicy['profiles']['get']>>;
type Listening = ReturnType<typeof listeningPorts>;

/** What lint finds in one profile of a policy: a snapshot's own, or with a draft in it. */
export function lintProfile(
  profile: string,
  policy: PolicyData,
  snapshot: Snapshot,
  levels: LintLevels,
): readonly Finding[] {
  return lint(compiledOf(policy), { listening: listeningPorts(snapshot) }, levels, new Set([profile]));
}

/** What lint found in every profile, with what it depended on. */
export interface Linted {
  /** By stored name; profiles without a finding are left out. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly compiled: CompiledPolicy;
  readonly listening: Listening;
  readonly levels: LintLevels;
}

/** How long the stored rules may be in all that are looked through at once: some hundred rules. */
const AT_ONCE = 65_536;

/**
 * Looks through all profiles. When only rules changed since `before`, those profiles alone are looked through again.
 * Yields now and then, so that the caller can let others go first.
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
  // Policies with one directory have the same endpoints, and the same tags in every profile.
  const base =
    before?.compiled.endpoints === compiled.endpoints &&
    isDeepStrictEqual([before.levels, before.listening], [levels, listening])
      ? before
      : undefined;
  const stale = [...compiled.profiles.values()].filter(
    (profile) => base?.compiled.profiles.get(profile.name) !== profile,
  );
  const names = new Set(stale.map(({ name }) => name));
  const findings = new Map([...(base?.findings ?? [])].filter(([name]) => !names.has(name)));
  for (const slice of slicesOf(stale)) {
    for (const finding of lint(compiled, { listening }, levels, slice)) {
      findings.set(finding.profile, [...(findings.get(finding.profile) ?? []), finding]);
    }
    yield;
  }
  return { findings, compiled, listening, levels };
}

/** The names of profiles, as many at a time as are looked through at once. */
function* slicesOf(profiles: readonly CompiledProfile[]): Generator<ReadonlySet<string>> {
  let slice = new Set<string>();
  let size = 0;
  for (const { name, stored } of profiles) {
    slice.add(name);
    size += stored.rules?.length ?? 0;
    if (size < AT_ONCE) continue;
    yield slice;
    [slice, size] = [new Set(), 0];
  }
  if (slice.size > 0) yield slice;
}

import { sameJson } from '../../base/json';
import { Emitter, type Disposable } from '../../base/emitter';
import { dataOf } from '../../cluster/model/indexes';
import type { Linted } from '../../cluster/analysis/lint';
import { inSlices } from '../../base/time-slices';
import type { PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { policyKey } from '../../policy/calico1/keys';
import type { PolicyId } from '../../policy/calico1/policy';
import { resourceKey, type ResourceId } from '../../policy/resources';
import type { Finding, LintLevels } from '../../policy/lint';
import type { ClusterFinding } from '../../policy/lint/cluster';
import type { Analysis } from '../../app/preview/analysis';
import type { FoundBy } from './rows/row';

/** The input of a search. */
interface SearchInput {
  readonly snapshot: Snapshot;
  readonly levels: LintLevels;
}

const NONE: readonly Finding[] = [];
const NONE_IN_OBJECT: readonly ClusterFinding[] = [];

/**
 * What lint finds in the cluster's profiles and policies. Searches in the background, once per state of the policy, and reuses
 * previous results where possible.
 */
export class Findings implements FoundBy, Disposable {
  readonly #changed: Emitter<undefined>;
  readonly onDidChange: Emitter<undefined>['event'];
  #linted: Linted | undefined;
  #wanted: SearchInput | undefined;
  #running: AbortController | undefined;

  /** @param load Loads lint, which is large. */
  constructor(
    private readonly load: () => Promise<Pick<Analysis, 'compileInSlices' | 'lintAll'>>,
    private readonly report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
  }

  /** Returns the known findings of a profile, by its stored name, or of a policy of a tier. */
  of(owner: string | PolicyId): readonly Finding[] {
    const found =
      typeof owner === 'string' ? this.#linted?.findings.get(owner) : this.#linted?.policies.get(policyKey(owner));
    return found ?? NONE;
  }

  /** Returns the known findings of an object of Calico 3. */
  ofObject(id: ResourceId): readonly ClusterFinding[] {
    return this.#linted?.objects.get(resourceKey(id)) ?? NONE_IN_OBJECT;
  }

  /** Searches for findings if the input of lint has changed. */
  follow(snapshot: Snapshot | undefined, levels: LintLevels): void {
    const subject = snapshot && { snapshot, levels };
    if (same(this.#wanted, subject)) return;
    this.#wanted = subject;
    if (!subject) {
      this.#running?.abort();
      this.#linted = undefined;
    } else if (!this.#running) void this.#search();
  }

  dispose(): void {
    this.#wanted = undefined;
    this.#running?.abort();
    this.#changed.dispose();
  }

  /** Searches until the findings match the latest input; intermediate inputs are skipped. */
  async #search(): Promise<void> {
    const running = (this.#running = new AbortController());
    try {
      const { compileInSlices, lintAll } = await this.load();
      let done: SearchInput | undefined;
      while (this.#wanted && this.#wanted !== done) {
        done = this.#wanted;
        const { snapshot, levels } = done;
        const policy = dataOf(snapshot.policy);
        const { signal } = running;
        const lint = async (data: PolicyData) => {
          await compileInSlices(data, signal);
          return signal.aborted ? undefined : inSlices(lintAll(data, snapshot, levels, this.#linted), signal);
        };
        const linted = policy && (await lint(policy));
        if (running.signal.aborted) return;
        this.#linted = linted;
        this.#changed.fire(undefined);
      }
    } catch (error) {
      this.report(error);
    } finally {
      this.#running = undefined;
      // The cluster whose disconnection ended the search may have been replaced by another.
      if (running.signal.aborted && this.#wanted) void this.#search();
    }
  }
}

function same(a: SearchInput | undefined, b: SearchInput | undefined): boolean {
  if (!a || !b) return a === b;
  const [one, other] = [a.snapshot, b.snapshot];
  return (
    one.policy === other.policy &&
    one.marathon === other.marathon &&
    one.networks === other.networks &&
    sameJson(a.levels, b.levels)
  );
}

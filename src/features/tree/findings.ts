import { isDeepStrictEqual } from 'node:util';
import { Emitter, type Disposable } from '../../base/emitter';
import { dataOf } from '../../cluster/model/indexes';
import type { Linted } from '../../cluster/analysis/lint';
import { inSlices } from '../../base/time-slices';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { Finding, LintLevels } from '../../policy/lint';
import type { Analysis } from '../../app/preview/analysis';

/** What a search depends on. */
interface SearchInput {
  readonly snapshot: Snapshot;
  readonly levels: LintLevels;
}

const NONE: readonly Finding[] = [];

/**
 * What lint finds in the profiles of the cluster, for whoever shows them: worked out in the background, once for each
 * state of the policy, and from what was found before where that helps.
 */
export class Findings implements Disposable {
  readonly #changed: Emitter<undefined>;
  readonly onDidChange: Emitter<undefined>['event'];
  #linted: Linted | undefined;
  #wanted: SearchInput | undefined;
  #running: AbortController | undefined;

  /** @param load brings lint, which is large. */
  constructor(
    private readonly load: () => Promise<Pick<Analysis, 'lintAll'>>,
    private readonly report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
  }

  /** What is known of a profile by now. */
  readonly of = (profile: string): readonly Finding[] => this.#linted?.findings.get(profile) ?? NONE;

  /** Looks through a state of the cluster, when it is another in what lint looks at. */
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

  /** Goes on until what was found is of what is wanted: what comes meanwhile waits, and all but the last of it is passed over. */
  async #search(): Promise<void> {
    const running = (this.#running = new AbortController());
    try {
      const { lintAll } = await this.load();
      let done: SearchInput | undefined;
      while (this.#wanted && this.#wanted !== done) {
        done = this.#wanted;
        const { snapshot, levels } = done;
        const policy = dataOf(snapshot.policy);
        const linted = policy && (await inSlices(lintAll(policy, snapshot, levels, this.#linted), running.signal));
        if (running.signal.aborted) return;
        this.#linted = linted;
        this.#changed.fire(undefined);
      }
    } catch (error) {
      this.report(error);
    } finally {
      this.#running = undefined;
      // The cluster that ended the search may have been followed by another.
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
    isDeepStrictEqual(a.levels, b.levels)
  );
}

import * as l10n from '@vscode/l10n';
import type { ProfileChange } from '../../cluster/etcd/change';
import { clusterIdentity } from '../../cluster/connection/definition';
import { networksOf } from '../../cluster/model/indexes';
import { connected, type CommandContext, type Connected } from '../../app/commands';
import { displayName } from '../../policy/calico1/names';
import type { StoredProfile } from '../../policy/calico1/profile';
import { chooseEntry, chooseOther, timeOf } from './choose';
import { describeChange } from './describe';
import { showDifference } from './documents';
import type { HistoryEntry } from './entry';
import { History } from './history';
import { putBack, takeBack } from './take-back';
import { nextUndo, sameState } from './undo';

/** Records policy changes made through the extension, and implements the history commands. */
export class PolicyHistory {
  readonly #history: History;

  constructor(
    private readonly context: CommandContext,
    folder: string,
  ) {
    this.#history = new History(folder, (line) => context.reporter.log.warn(line));
  }

  /** Records a written change. */
  record({ definition, store }: Connected, change: ProfileChange): Promise<unknown> {
    const networks = networksOf(store.snapshot);
    return this.#history.add(
      clusterIdentity(definition),
      { ...change, name: displayName(change.profile, networks), label: describeChange(change, networks) },
      definition.name,
    );
  }

  /** Undoes the last change that is not undone yet. */
  async undo(): Promise<void> {
    const cluster = connected(this.context);
    const { name } = cluster.definition;
    const present = await this.#present(cluster);
    const entry = nextUndo(await this.#entries(cluster), (profile) => present.has(profile));
    if (entry) await takeBack(this.context, this.#history, cluster, entry, entry.after);
    else this.context.reporter.done(l10n.t('There is nothing to undo in {0}.', name));
  }

  /** Shows the changes of the cluster or of a profile, and runs the selected action. */
  async show(profile?: string): Promise<void> {
    const cluster = connected(this.context);
    const all = await this.#entries(cluster);
    const entries = profile === undefined ? all : all.filter((entry) => entry.profile === profile);
    const of =
      profile === undefined ? cluster.definition.name : displayName(profile, networksOf(cluster.store.snapshot));
    if (entries.length === 0) {
      this.context.reporter.done(l10n.t('No policy changes were made to {0} from here yet.', of));
      return;
    }
    const chosen = await chooseEntry(entries, l10n.t('Policy History of {0}', of));
    if (chosen) await this.#do(cluster, chosen, entries);
  }

  async #do(
    cluster: Connected,
    { entry, action }: NonNullable<Awaited<ReturnType<typeof chooseEntry>>>,
    entries: readonly HistoryEntry[],
  ): Promise<void> {
    const { profile, before, after } = entry;
    const networks = networksOf(cluster.store.snapshot);
    const then = { profile, stored: after, title: timeOf(entry) };
    switch (action) {
      case 'compare':
        await showDifference(
          { profile, stored: before, title: 'before' },
          { profile, stored: after, title: 'after' },
          networks,
        );
        break;
      case 'compareNow':
        await showDifference(
          then,
          { profile, stored: (await this.#present(cluster)).get(profile), title: 'now' },
          networks,
        );
        break;
      case 'compareOther': {
        const other = await chooseOther(
          entries.filter((candidate) => candidate.profile === profile && candidate !== entry),
        );
        if (other) await showDifference(then, { profile, stored: other.after, title: timeOf(other) }, networks);
        break;
      }
      case 'restoreAfter':
        await this.#restore(cluster, entry, after);
        break;
      case 'restoreBefore':
        await this.#restore(cluster, entry, before);
        break;
    }
  }

  /** Restores a past state. */
  async #restore(cluster: Connected, { profile, name }: HistoryEntry, state: StoredProfile | undefined): Promise<void> {
    const { reporter } = this.context;
    const current = (await this.#present(cluster)).get(profile);
    if (sameState(current, state)) reporter.done(l10n.t('The profile {0} is already in this state.', name));
    else if ((await putBack(cluster, profile, current, state)).kind === 'done')
      reporter.done(l10n.t('Restored the profile {0}.', name));
    else
      reporter.warning(
        l10n.t(
          'The profile {0} was changed by someone else at the same time, so it was not restored. Review it and try again.',
          name,
        ),
      );
  }

  #entries({ definition }: Connected): Promise<readonly HistoryEntry[]> {
    return this.#history.entries(clusterIdentity(definition), definition.name);
  }

  /** Reads the current profiles. The snapshot may lag behind a recent change. */
  async #present({ cluster }: Connected): Promise<ReadonlyMap<string, StoredProfile>> {
    const { policy } = await cluster.datastore.read();
    return new Map(policy.profiles.map(({ name, stored }) => [name, stored]));
  }
}

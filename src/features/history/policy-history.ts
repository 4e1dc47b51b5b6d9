import * as l10n from '@vscode/l10n';
import { sameJson } from '../../base/json';
import type { ProfileChange, TextChange, TextObject } from '../../cluster/etcd/change';
import { clusterIdentity } from '../../cluster/connection/definition';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import type { ChangeSince } from '../../app/undo-action';
import { connected, type CommandContext, type Connected } from '../../app/commands';
import { displayName } from '../../policy/calico1/names';
import { KnownClusters } from '../demo';
import { chooseEntry, chooseOther, timeOf, type EntryAction } from './choose';
import { describeChange } from './describe';
import { showDifference } from './documents';
import { isOfProfile, type HistoryEntry } from './entry';
import { History } from './history';
import { storedText } from '../../cluster/etcd/objects';
import { storedProfiles, withKept, type Kept } from './kept';
import { describeTextChange } from './policy-text';
import { takeBack } from './take-back';
import { historyTitle } from './title';
import { nextUndo, undoneBy } from './undo';

/** Records policy changes made through the extension, and implements the history commands. */
export class PolicyHistory {
  readonly #history: History;
  readonly #clusters: KnownClusters;

  constructor(
    private readonly context: CommandContext,
    folder: string,
  ) {
    this.#clusters = new KnownClusters(context.demos);
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

  /** Records a written change of a policy or a tier. */
  recordText({ definition }: Connected, change: TextChange): Promise<unknown> {
    return this.#history.add(
      clusterIdentity(definition),
      { ...change, name: change.object.name, label: describeTextChange(change) },
      definition.name,
    );
  }

  /** Undoes a change, or else the last one that is not undone yet. */
  async undo(change?: ChangeSince): Promise<void> {
    const cluster = connected(this.context);
    const { name } = cluster.definition;
    // The snapshot may lag behind a recent change.
    const { datastore } = cluster.cluster;
    const policy = datastore ? (await datastore.read()).policy : dataOf(cluster.store.snapshot.policy);
    const present = policy ? storedProfiles(policy) : new Map<string, unknown>();
    const entries = await this.#entries(cluster);
    const entry = nextUndo(
      change ? entries.filter((candidate) => isChange(candidate, change, entries)) : entries,
      (profile) => present.has(profile),
      (object) => policy !== undefined && storedText(object, policy) !== undefined,
    );
    if (!entry) this.context.reporter.done(l10n.t('There is nothing to undo in {0}.', name));
    else
      await withKept(entry, cluster, (kept) => takeBack(this.context, this.#history, cluster, kept, kept.entry.after));
  }

  /** Shows the changes of the cluster or of one object, and runs the selected action. */
  async show(of?: HistorySubject): Promise<void> {
    const cluster = connected(this.context);
    const all = await this.#entries(cluster);
    const entries = of ? all.filter((entry) => isAbout(entry, of)) : all;
    const name = of && nameOf(of, cluster);
    if (entries.length === 0) {
      this.context.reporter.done(
        l10n.t('No policy changes were made to {0} from here yet.', name ?? cluster.definition.name),
      );
      return;
    }
    const chosen = await chooseEntry(entries, historyTitle(cluster.definition.name, name));
    if (chosen) await withKept(chosen.entry, cluster, (kept) => this.#do(cluster, kept, chosen.action, entries));
  }

  async #do<T>(
    cluster: Connected,
    kept: Kept<T>,
    action: EntryAction,
    entries: readonly HistoryEntry[],
  ): Promise<void> {
    const { entry } = kept;
    const { name } = cluster.definition;
    const named = this.#clusters.hasOthersThan(name) ? name : undefined;
    const then = kept.shown(entry.after, timeOf(entry));
    switch (action) {
      case 'compare':
        await showDifference(kept.shown(entry.before, 'before'), kept.shown(entry.after, 'after'), named);
        break;
      case 'compareNow':
        await showDifference(then, kept.shown(await kept.present(), 'now'), named);
        break;
      case 'compareOther': {
        const other = await chooseOther(
          entries.filter((candidate) => candidate !== entry && isAbout(candidate, subjectIn(entry))),
        );
        if (other)
          await withKept(other, cluster, (second) =>
            showDifference(then, second.shown(second.entry.after, timeOf(other)), named),
          );
        break;
      }
      case 'restoreAfter':
        await this.#restore(kept, entry.after);
        break;
      case 'restoreBefore':
        await this.#restore(kept, entry.before);
        break;
    }
  }

  /** Restores a past state. */
  async #restore<T>({ present, same, replace, texts }: Kept<T>, state: T | undefined): Promise<void> {
    const { reporter } = this.context;
    const current = await present();
    if (same(current, state)) reporter.done(texts.alreadyInThisState);
    else if ((await replace(current, state)).kind === 'done') reporter.done(texts.restored);
    else reporter.warning(texts.changedMeanwhile);
  }

  #entries({ definition }: Connected): Promise<readonly HistoryEntry[]> {
    return this.#history.entries(clusterIdentity(definition), definition.name);
  }
}

/** Whether an entry is the one that a change became. */
function isChange(entry: HistoryEntry, { of, since }: ChangeSince, entries: readonly HistoryEntry[]): boolean {
  const subject = typeof of === 'string' ? of : ({ kind: 'policy', ...of } as const);
  const first = entries.find((candidate) => isAbout(candidate, subject) && Date.parse(candidate.at) >= since);
  return entry === first && !undoneBy(entries).has(entry.id);
}

/** What a history is shown of: a profile by its stored name, or a policy or a tier. */
export type HistorySubject = string | TextObject;

function subjectIn(entry: HistoryEntry): HistorySubject {
  return isOfProfile(entry) ? entry.profile : entry.object;
}

function isAbout(entry: HistoryEntry, subject: HistorySubject): boolean {
  return sameJson(subjectIn(entry), subject);
}

function nameOf(subject: HistorySubject, { store }: Connected): string {
  return typeof subject === 'string' ? displayName(subject, networksOf(store.snapshot)) : subject.name;
}

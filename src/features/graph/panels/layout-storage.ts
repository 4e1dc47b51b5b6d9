import type { Memento } from 'vscode';
import { readKept, type PersistedState } from '../protocol/messages';

/** How many clusters' graphs are remembered, and how many stars of each. */
const CLUSTERS = 20;
const STARS = 2_000;

const KEY = 'graphs';

/** Keeps where a person has put the stars of a cluster, and which colours they have, beyond the life of a page. */
export class Keeper {
  constructor(private readonly storage: Memento) {}

  /** What is kept of a cluster. @param id what it is known by. @param name by which it was kept by earlier versions. */
  of(id: string, name: string): PersistedState {
    const all = this.#all();
    return readKept(all.get(id) ?? all.get(name));
  }

  /** What was kept last of a cluster that had a name: of what is shown from a file no more is known. */
  named(name: string): PersistedState {
    const all = this.#all();
    return readKept(
      [...all.values()].findLast(
        (kept) => typeof kept === 'object' && kept !== null && 'name' in kept && kept.name === name,
      ) ?? all.get(name),
    );
  }

  keep(id: string, name: string, { pins, colours }: PersistedState): void {
    const all = this.#all();
    all.delete(id);
    const latest = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).slice(-STARS));
    all.set(id, { name, pins: latest(pins), colours: latest(colours) });
    // The one that was not looked at for the longest time goes first.
    void this.storage.update(KEY, [...all].slice(-CLUSTERS));
  }

  #all(): Map<string, unknown> {
    const stored: unknown = this.storage.get(KEY);
    if (!Array.isArray(stored)) return new Map();
    return new Map(
      stored.filter((entry): entry is [string, unknown] => Array.isArray(entry) && typeof entry[0] === 'string'),
    );
  }
}

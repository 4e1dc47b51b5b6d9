import type { Memento } from 'vscode';
import { readKept, type Kept } from './protocol/messages';

/** How many clusters' graphs are remembered, and how many stars of each. */
const CLUSTERS = 20;
const STARS = 2_000;

const KEY = 'graphs';

/** Keeps where a person has put the stars of a cluster, and which colours they have, beyond the life of a page. */
export class Keeper {
  constructor(private readonly storage: Memento) {}

  /** What is kept of a cluster, by its name. */
  of(cluster: string): Kept {
    return readKept(this.#all().get(cluster));
  }

  keep(cluster: string, { pins, colours }: Kept): void {
    const all = this.#all();
    all.delete(cluster);
    const latest = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).slice(-STARS));
    all.set(cluster, { pins: latest(pins), colours: latest(colours) });
    // The one that was not looked at for the longest time goes first.
    void this.storage.update(KEY, [...all].slice(-CLUSTERS));
  }

  #all(): Map<string, unknown> {
    const stored: unknown = this.storage.get(KEY);
    if (!Array.isArray(stored)) return new Map();
    return new Map(stored.filter((entry): entry is [string, unknown] => Array.isArray(entry) && typeof entry[0] === 'string'));
  }
}

import type { Memento } from 'vscode';
import { readSavedLayout, type SavedLayout } from '../protocol/messages';

/** Maximum number of clusters with a saved layout, and of stars per layout. */
const CLUSTERS = 20;
const STARS = 2_000;

const KEY = 'graphs';

/** Saves star positions and colors per cluster, beyond the lifetime of a page. */
export class LayoutStorage {
  constructor(private readonly storage: Memento) {}

  /**
   * Returns the layout of a cluster.
   * @param id The cluster's identity.
   * @param name The name under which earlier versions stored it.
   */
  of(id: string, name: string): SavedLayout {
    const all = this.#all();
    return readSavedLayout(all.get(id) ?? all.get(name));
  }

  /** Returns the last layout of a cluster by name, for recordings, whose identity is unknown. */
  named(name: string): SavedLayout {
    const all = this.#all();
    return readSavedLayout(
      [...all.values()].findLast(
        (savedLayout) =>
          typeof savedLayout === 'object' && savedLayout !== null && 'name' in savedLayout && savedLayout.name === name,
      ) ?? all.get(name),
    );
  }

  save(id: string, name: string, { pins, colours }: SavedLayout): void {
    const all = this.#all();
    all.delete(id);
    const latest = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).slice(-STARS));
    all.set(id, { name, pins: latest(pins), colours: latest(colours) });
    // Removes the least recently viewed layout.
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

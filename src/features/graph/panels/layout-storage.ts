import type { Memento } from 'vscode';
import { isRecord } from '../../../base/json';
import { readSavedLayout, type SavedLayout } from '../protocol/messages';
import { content, type Content } from '../protocol/state';

/** Maximum number of clusters with a saved layout, and of stars per layout. */
const CLUSTERS = 20;
const STARS = 2_000;

const KEY = 'graphs';

/** Saves star positions and colors per cluster, and what of it is shown, beyond the lifetime of a page. */
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

  /** Returns what the user chose to see of a cluster. */
  contentOf(id: string): Content | undefined {
    return content.safeParse(contentIn(this.#all().get(id))).data;
  }

  saveContent(id: string, name: string, chosen: Content): void {
    const all = this.#all();
    this.#store(all, id, { name, ...readSavedLayout(all.get(id)), content: chosen });
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
    const chosen = this.contentOf(id);
    const latest = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).slice(-STARS));
    this.#store(all, id, { name, pins: latest(pins), colours: latest(colours), ...(chosen && { content: chosen }) });
  }

  #store(all: Map<string, unknown>, id: string, value: object): void {
    all.delete(id);
    all.set(id, value);
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

function contentIn(stored: unknown): unknown {
  return isRecord(stored) ? stored['content'] : undefined;
}

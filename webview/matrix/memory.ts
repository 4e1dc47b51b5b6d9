import type { HostApi } from '../shared/host';
import { readSaved, type Saved } from './saved';

/** What the page remembers, kept by the editor. */
export class Memory {
  #saved: Saved;

  constructor(private readonly api: Pick<HostApi<never>, 'getState' | 'setState'>) {
    this.#saved = readSaved(api.getState());
  }

  get saved(): Saved {
    return this.#saved;
  }

  /** Has the editor keep a change. */
  keep(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change };
    this.api.setState(this.#saved);
  }
}

import type { HostApi } from '../shared/host';
import { readSaved, type Saved } from './saved';

/** The page's saved state. */
export class Memory {
  #saved: Saved;

  constructor(private readonly api: Pick<HostApi<never>, 'getState' | 'setState'>) {
    this.#saved = readSaved(api.getState());
  }

  get saved(): Saved {
    return this.#saved;
  }

  /** Saves a change in VS Code. */
  save(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change };
    this.api.setState(this.#saved);
  }
}

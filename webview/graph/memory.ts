import type { HostApi } from './api';
import { readSaved, type Point, type Saved, type Toggles } from './saved';

/** Beyond this many remembered places those of stars that are long gone are forgotten. */
const MOST_PLACES = 5000;

/** What the page remembers, kept by the editor. */
export class Memory {
  readonly positions: Map<string, Point>;
  colours: Record<string, number>;
  toggles: Toggles;
  #camera: Saved['camera'];

  constructor(private readonly api: HostApi) {
    const saved = readSaved(api.getState());
    this.positions = new Map(Object.entries(saved.positions));
    this.colours = saved.colours;
    this.toggles = saved.toggles;
    this.#camera = saved.camera;
  }

  get camera(): Saved['camera'] {
    return this.#camera;
  }

  setCamera(camera: Saved['camera']): void {
    this.#camera = camera;
    this.keep();
  }

  /** Has the editor keep all of it. */
  keep(): void {
    const { colours, toggles } = this;
    // The oldest come first.
    const positions = Object.fromEntries([...this.positions].slice(-MOST_PLACES));
    this.api.setState({ version: 1, positions, colours, toggles, camera: this.#camera } satisfies Saved);
  }
}

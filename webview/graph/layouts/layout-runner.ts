import { Helper } from '../worker/helper';
import { startsOf } from './force';
import { isPlaced, place, placing, type LayoutInput } from './layout';
import type { Places } from './place';

/** Maximum number of stars and links placed synchronously, without flicker. */
const FEW_STARS = 150;
const FEW_LINKS = 3_000;
/** The same for forces, which start from a good picture: a thousand stars take 50 ms. */
const MANY_STARS = 1_500;
/** Milliseconds that a page without a worker computes before it yields to the browser. */
const SLICE = 8;

/** Places stars: a few synchronously, many in a worker or else in slices. Meanwhile they have provisional positions. */
export class LayoutRunner {
  readonly #helper = new Helper();
  #meanwhile: Places = new Map();
  /** The input of the running work, if any. Answers for other inputs are stale. */
  #about: string | undefined;

  /** The input of the last completed work. */
  #done = '';

  /** @param settled Called when asynchronously calculated positions are available. */
  constructor(private readonly settled: (places: Places) => void) {}

  /** Whether stars are waiting for positions. */
  get isBusy(): boolean {
    return this.#about !== undefined;
  }

  /** Provisional positions while stars wait. */
  get meanwhile(): Places {
    return this.#meanwhile;
  }

  /** Returns the positions, or undefined if they come later. */
  place(input: LayoutInput): Places | undefined {
    const { name, nodes, links, known, pinned } = input;
    const few = nodes.length <= FEW_STARS && links.length <= FEW_LINKS;
    const quick = name === 'force' && (nodes.length <= MANY_STARS || isPlaced(nodes, known));
    if (few || quick || name === 'circular') {
      this.#giveUp();
      return place(input);
    }
    const about = JSON.stringify([name, nodes, name === 'layered' ? links : [], [...pinned]]);
    if (about === this.#done && isPlaced(nodes, known)) return new Map();
    if (about !== this.#about) {
      this.#giveUp();
      this.#about = about;
      this.#meanwhile = startsOf(nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
      void this.#work(about, input);
    }
    return undefined;
  }

  #giveUp(): void {
    if (this.#about !== undefined) this.#helper.stop();
    this.#about = undefined;
  }

  async #work(about: string, input: LayoutInput): Promise<void> {
    const done = (await this.#helper.ready) ? await this.#helper.ask({ job: 'place', input }) : undefined;
    const places = done?.job === 'place' ? done.places : await this.#inSlices(about, input);
    if (!places || about !== this.#about) return;
    this.#about = undefined;
    this.#done = about;
    this.settled(places);
  }

  async #inSlices(about: string, input: LayoutInput): Promise<Places | undefined> {
    const steps = placing(input);
    while (about === this.#about) {
      const until = performance.now() + SLICE;
      do {
        const step = steps.next();
        if (step.done) return step.value;
      } while (performance.now() < until);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return undefined;
  }
}

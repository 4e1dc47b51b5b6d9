import { Helper } from '../worker/helper';
import { startsOf } from './force';
import { isPlaced, place, placing, type LayoutInput } from './layout';
import type { Places } from './place';

/** Up to so many stars, and links between them, are placed at once: nothing flickers. */
const FEW_STARS = 150;
const FEW_LINKS = 3_000;
/** How long a page without a worker works before it lets the browser breathe, in milliseconds. */
const SLICE = 8;

/** Has stars placed: few at once; many in a worker, or where none can be had in slices, while they stand where they can. */
export class Laying {
  readonly #helper = new Helper();
  #meanwhile: Places = new Map();
  /** What the work that goes on is about; undefined when none does. An answer to anything else is stale. */
  #about: string | undefined;

  /** What was done last. */
  #done = '';

  /** @param settled hears of places that took their time. */
  constructor(private readonly settled: (places: Places) => void) {}

  /** Whether stars wait for their places. */
  get isBusy(): boolean {
    return this.#about !== undefined;
  }

  /** Where they stand as long as they wait. */
  get meanwhile(): Places {
    return this.#meanwhile;
  }

  /** The places, or undefined when they will come later. */
  place(input: LayoutInput): Places | undefined {
    const { name, nodes, links, known, pinned } = input;
    const few = nodes.length <= FEW_STARS && links.length <= FEW_LINKS;
    if (few || name === 'circular' || (name === 'force' && isPlaced(nodes, known))) {
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

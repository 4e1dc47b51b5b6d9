import { differing, IncrementalFilter } from '../../page/incremental';
import type { EdgeShape, Scene } from '../../scene/scene';
import type { SvgLayer } from '../svg-layer';
import type { PackedEdges } from './packed-edges';

/** So many edges are elements, each of them: above that, frames would be dropped. */
const ELEMENTS = 500;
/** The most edges that have signs or changed just now, and of one star, that are elements in spite of that. */
const SIGNS = 150;
const NEIGHBOURS = 250;

/** Whether edges are too many to be an element each. */
export function isPainted({ edges }: Pick<Scene, 'edges'>): boolean {
  return edges.length > ELEMENTS;
}

/**
 * Which of the painted edges are elements of the drawing too: those under the pointer, of the star that somebody looks at, told
 * of beside the picture, with something to say, and those that changed and are not painted anew yet.
 */
export class LiveEdges {
  #scene: Scene | undefined;
  #pointed: string | undefined;
  #selected: string | undefined;
  #surrounding: ReadonlySet<string> = new Set();
  #signs: readonly string[] = [];
  /** Changed since they were painted, by when they will be. */
  #fresh: readonly string[] = [];
  #awaited: PackedEdges | undefined;
  readonly #speaking = new IncrementalFilter<EdgeShape>();

  constructor(private readonly sky: SvgLayer) {}

  /** Takes over a scene whose edges are painted; undefined for one in which all are elements. */
  among(scene: Scene | undefined): ReadonlySet<string> | undefined {
    const before = this.#scene;
    this.#scene = scene;
    if (!scene) return undefined;
    if (before) {
      const changed = differing(scene.edges, before.edges).map(({ key }) => key);
      // Where most changed the stars have moved: then the picture is another one.
      this.#fresh = changed.length > SIGNS ? [] : [...new Set([...this.#fresh, ...changed])].slice(-SIGNS);
    }
    this.#signs = this.#speaking
      .of(scene.edges, hasSign)
      .slice(0, SIGNS)
      .map(({ key }) => key);
    return this.#keys;
  }

  /** What changed so far will be seen when this ink is painted. */
  paints(ink: PackedEdges): void {
    this.#awaited = ink;
  }

  /** An ink has come to be seen. */
  painted(ink: PackedEdges): void {
    if (ink !== this.#awaited || this.#fresh.length === 0) return;
    this.#fresh = [];
    this.#raise();
  }

  /** The pointer is on an edge, or on none. */
  point(key: string | undefined): void {
    if (key === this.#pointed) return;
    this.#pointed = key;
    this.#raise();
  }

  /** An edge is told of, or none. */
  select(key: string | undefined): void {
    if (key === this.#selected) return;
    this.#selected = key;
    this.#raise();
  }

  /** Somebody looks at a star with these edges, or at none. */
  surround(keys: ReadonlySet<string> | undefined): void {
    this.#surrounding = new Set([...(keys ?? [])].slice(0, NEIGHBOURS));
    this.#raise();
  }

  #raise(): void {
    if (this.#scene) this.sky.raise(this.#keys);
  }

  get #keys(): ReadonlySet<string> {
    const single = [this.#selected, this.#pointed].flatMap((key) => key ?? []);
    return new Set([...this.#signs, ...this.#fresh, ...this.#surrounding, ...single]);
  }
}

function hasSign({ edge: { lit, preview, compared, judgement } }: EdgeShape): boolean {
  if (lit !== undefined || preview !== undefined || compared !== undefined) return true;
  const agreement = judgement?.agreement;
  return agreement === 'open' || agreement === 'blocked' || agreement === 'late';
}

import { differing, IncrementalFilter } from '../../page/incremental';
import type { EdgeShape, Scene } from '../../scene/scene';
import type { SvgLayer } from '../svg-layer';
import type { PackedEdges } from './packed-edges';

/** The maximum number of edges with elements; more would drop frames. */
const ELEMENTS = 500;
/** The maximum numbers of edges with a mark or a recent change, and of one star, that still get elements. */
const SIGNS = 150;
const NEIGHBOURS = 250;

/** Whether there are too many edges for an element each. */
export function isPainted({ edges }: Pick<Scene, 'edges'>): boolean {
  return edges.length > ELEMENTS;
}

/**
 * Selects the painted edges that also have elements: those under the pointer, of the highlighted star, shown in the
 * details, with a mark, and those that changed since they were painted.
 */
export class LiveEdges {
  #scene: Scene | undefined;
  #pointed: string | undefined;
  #selected: string | undefined;
  #surrounding: ReadonlySet<string> = new Set();
  #signs: readonly string[] = [];
  /** Edges that changed since the last painting. */
  #fresh: readonly string[] = [];
  #awaited: PackedEdges | undefined;
  readonly #speaking = new IncrementalFilter<EdgeShape>();

  constructor(private readonly svgLayer: SvgLayer) {}

  /** Sets the scene whose edges are painted; undefined if all are elements. */
  among(scene: Scene | undefined): ReadonlySet<string> | undefined {
    const before = this.#scene;
    this.#scene = scene;
    if (!scene) return undefined;
    if (before) {
      const changed = differing(scene.edges, before.edges).map(({ key }) => key);
      // If most edges changed, stars have moved and the whole picture is repainted.
      this.#fresh = changed.length > SIGNS ? [] : [...new Set([...this.#fresh, ...changed])].slice(-SIGNS);
    }
    this.#signs = this.#speaking
      .of(scene.edges, hasSign)
      .slice(0, SIGNS)
      .map(({ key }) => key);
    return this.#keys;
  }

  /** Tracks the changes that these packed edges contain. */
  paints(packed: PackedEdges): void {
    this.#awaited = packed;
  }

  /** Called when packed edges become visible. */
  painted(packed: PackedEdges): void {
    if (packed !== this.#awaited || this.#fresh.length === 0) return;
    this.#fresh = [];
    this.#raise();
  }

  /** Sets the edge under the pointer, if any. */
  point(key: string | undefined): void {
    if (key === this.#pointed) return;
    this.#pointed = key;
    this.#raise();
  }

  /** Sets the edge in the details, if any. */
  select(key: string | undefined): void {
    if (key === this.#selected) return;
    this.#selected = key;
    this.#raise();
  }

  /** Sets the edges of the highlighted star, if any. */
  surround(keys: ReadonlySet<string> | undefined): void {
    this.#surrounding = new Set([...(keys ?? [])].slice(0, NEIGHBOURS));
    this.#raise();
  }

  #raise(): void {
    if (this.#scene) this.svgLayer.raise(this.#keys);
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

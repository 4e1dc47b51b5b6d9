import type { PackedEdges, Paints } from '../render/canvas/packed-edges';
import type { Piece } from '../render/canvas/paint';
import type { LayoutInput } from '../layouts/layout';
import type { Places } from '../layouts/place';

/** What the page has its worker do. Both are of one build; nothing from outside comes this way. */
export type Job =
  | { readonly job: 'place'; readonly input: LayoutInput }
  /** @property load what is to be painted from now on. */
  | {
      readonly job: 'paint';
      readonly piece: Piece;
      readonly load: { readonly ink: PackedEdges; readonly paints: Paints } | undefined;
    };

export type Done =
  | { readonly job: 'place'; readonly places: Places }
  | { readonly job: 'paint'; readonly bitmap: ImageBitmap | undefined };

/** Jobs are answered in turn, each with the number that it came with; without `done` when it failed. */
export interface Numbered<T> {
  readonly number: number;
  readonly what: T;
}

import type { PackedEdges, Paints } from '../render/canvas/packed-edges';
import type { Piece } from '../render/canvas/paint';
import type { LayoutInput } from '../layouts/layout';
import type { Places } from '../layouts/place';

/** The jobs of the page's worker. Both are from the same build; no other messages arrive. */
export type Job =
  | { readonly job: 'place'; readonly input: LayoutInput }
  /** @property load What to paint from now on. */
  | {
      readonly job: 'paint';
      readonly piece: Piece;
      readonly load: { readonly packed: PackedEdges; readonly paints: Paints } | undefined;
    };

export type Done =
  | { readonly job: 'place'; readonly places: Places }
  | { readonly job: 'paint'; readonly bitmap: ImageBitmap | undefined };

/** Jobs are answered in order, each with its number; without `done` if it failed. */
export interface Numbered<T> {
  readonly number: number;
  readonly what: T;
}

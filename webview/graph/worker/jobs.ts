import type { PackedEdges, Paints } from '../render/canvas/packed-edges';
import type { Piece } from '../render/canvas/paint';

/** A job of the page's worker. Both are from the same build; no other messages arrive. */
export interface Job {
  readonly piece: Piece;
  /** What to paint from now on. */
  readonly load: { readonly packed: PackedEdges; readonly paints: Paints } | undefined;
}

export interface Done {
  readonly bitmap: ImageBitmap | undefined;
}

/** Jobs are answered in order, each with its number; without `done` if it failed. */
export interface Numbered<T> {
  readonly number: number;
  readonly what: T;
}

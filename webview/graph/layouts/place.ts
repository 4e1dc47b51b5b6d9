import type { Point } from '../scene/point';

/** A star to place. */
export interface LayoutNode {
  readonly id: string;
  /** Placed in the center: the collector, which is connected to all. */
  readonly hub: boolean;
  /** The key of its group. */
  readonly group?: string | undefined;
}

/** An expanded group: a frame around its stars. */
export interface Frame {
  readonly id: string;
  /** The frame around it. */
  readonly parent?: string | undefined;
}

export interface LayoutLink {
  readonly from: string;
  readonly to: string;
  /** Whether policy allows it or, if unknown, whether it was observed. Layers follow open connections. */
  readonly open: boolean;
}

/** The available layouts. */
export const LAYOUTS = ['force', 'circular', 'layered'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** Half of the minimum distance between two stars, with space for disc and label. */
export const ROOM = 78;

export type Places = ReadonlyMap<string, Point>;

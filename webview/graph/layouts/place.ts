import type { Point } from '../scene/point';

/** A star to be placed. */
export interface LayoutNode {
  readonly id: string;
  /** Stands in the middle: the collector, which is tied to all. */
  readonly hub: boolean;
  /** The key of the group that it is drawn in. */
  readonly group?: string | undefined;
}

export interface LayoutLink {
  readonly from: string;
  readonly to: string;
  /** Whether policy lets it through, or else whether it was seen: layers go along what is. */
  readonly open: boolean;
}

/** The ways in which stars can be placed. */
export const LAYOUTS = ['force', 'circular', 'layered'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** No star comes closer to another than two of these: room for disc and label. */
export const ROOM = 78;

export type Places = ReadonlyMap<string, Point>;

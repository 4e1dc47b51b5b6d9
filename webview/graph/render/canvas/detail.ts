import { BAND, stepBackOf, weightOf } from '../../scene/parallel-edges';
import type { EdgeStyle } from './packed-edges';

/** Line widths at a zoom of one, as in the style sheet for edges that are elements. */
const WIDTHS: Readonly<Record<EdgeStyle, number>> = {
  reachable: BAND,
  fetch: 1.6,
  unreachable: 1.2,
  unknown: 1.8,
  allowed: 1.8,
};
/** The minimum line width in screen pixels, and the maximum that canvas implementations treat as a hairline. */
const HAIR = 1;
/** Narrower lines are hairlines, too: the difference can hardly be seen, and costs twice the time. */
const FINE = 1.5;
/** The minimum zoom at which glyphs at the ends of edges are legible. */
const GLYPHS = 0.4;
/** How often lines may cover the picture in total before they are painted fainter, and the minimum opacity. */
const FULL = 0.95;
const FAINTEST = 0.07;
/** Dense pictures use hairlines: a wide curve costs three times as much, and there is no room for its width. */
const DENSE = 3;

/** How edges are drawn at a zoom level. */
export interface Detail {
  /** In screen pixels. */
  width(style: EdgeStyle): number;
  /** Factor for the opacity of every line. */
  readonly opacity: number;
  /** Additional factor for the opacity of unreachable edges. */
  readonly stepBack: number;
  /** Whether glyphs at the ends are drawn. */
  readonly glyphs: boolean;
}

/**
 * Returns the level of detail at a zoom: omits what would be illegible, and paints lines fainter the more they overlap,
 * so that many together still look stronger than few.
 * @param density How often lines of one pixel would cover the picture at a zoom of one.
 */
export function detailAt(zoom: number, density: number): Detail {
  const hairs = density * BAND > DENSE && zoom < 1;
  const weight = weightOf(density);
  const width = (style: EdgeStyle) => {
    const wide = WIDTHS[style] * zoom * (style === 'reachable' ? weight : 1);
    return hairs || wide < FINE ? HAIR : wide;
  };
  const coverage = (density * width('reachable')) / zoom;
  return {
    width,
    stepBack: stepBackOf(weight),
    opacity: Math.max(FAINTEST, Math.min(1, FULL / coverage)),
    glyphs: zoom >= GLYPHS,
  };
}

import { BAND, stepBackOf, weightOf } from '../../scene/parallel-edges';
import type { EdgeStyle } from './packed-edges';

/** Widths of lines at a zoom of one, as the style sheet has them for edges that are elements. */
const WIDTHS: Readonly<Record<EdgeStyle, number>> = { reachable: BAND, fetch: 1.6, unreachable: 1.2, unknown: 1.8 };
/** The thinnest line, in pixels of the screen, and the widest that still counts as one of them to a painter. */
const HAIR = 1;
/** From this zoom on the glyphs at the ends of edges can be told apart. */
const GLYPHS = 0.4;
/** How often lines may cover the picture, all in all, before they are painted fainter, and how faint they may become. */
const FULL = 0.95;
const FAINTEST = 0.07;
/** Dense pictures are drawn in hairlines: a wide curve costs three times as much, and there is no room for its width. */
const DENSE = 3;

/** How edges are drawn at a zoom. */
export interface Detail {
  /** Of a line, in pixels of the screen. */
  width(look: EdgeStyle): number;
  /** What the opacity of every line is multiplied with. */
  readonly opacity: number;
  /** What that of lines that nothing is reached along is multiplied with besides. */
  readonly stepBack: number;
  /** Whether the glyphs at the ends are drawn. */
  readonly glyphs: boolean;
}

/**
 * The level of detail at a zoom: what would not be told apart is left out, and where lines would cover each other they are
 * painted the fainter the more of them there are, so that many that run together still look stronger than few.
 * @param density how often lines of one pixel would cover the picture at a zoom of one.
 */
export function detailAt(zoom: number, density: number): Detail {
  const hairs = density * BAND > DENSE && zoom < 1;
  const weight = weightOf(density);
  const width = (look: EdgeStyle) =>
    hairs ? HAIR : Math.max(HAIR, WIDTHS[look] * zoom * (look === 'reachable' ? weight : 1));
  const coverage = (density * width('reachable')) / zoom;
  return {
    width,
    stepBack: stepBackOf(weight),
    opacity: Math.max(FAINTEST, Math.min(1, FULL / coverage)),
    glyphs: zoom >= GLYPHS,
  };
}

import type { CameraView } from '../../scene/camera';
import { detailAt, type Detail } from './detail';
import { EDGE_STYLES, paintingOrder, type PackedEdges, type EdgeStyle, type Paints } from './packed-edges';

/** A piece of the picture: the view of its upper left corner, its size in CSS pixels, and the device pixel ratio. */
export interface Piece {
  readonly view: CameraView;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export type Surface = OffscreenCanvasRenderingContext2D;

/** Lines of one color that are stroked together. */
const BATCH = 12;
/** Radius of a star's glow, and its opacity in percent at fractions of that. */
const GLOW = 66;
const STOPS = [
  [0.3, 90],
  [0.62, 28],
  [1, 0.5],
] as const;

/** Paints glows and edges. A generator, so that a page without a worker can paint in slices. */
export function* painting(
  context: Surface,
  packed: PackedEdges,
  paints: Paints,
  { view: { x, y, k }, width, height, ratio }: Piece,
): Generator<undefined, void> {
  const detail = detailAt(k, packed.density);
  const sight: VisibleArea = { left: -x / k, top: -y / k, right: (width - x) / k, bottom: (height - y) / k };
  context.setTransform(k * ratio, 0, 0, k * ratio, x * ratio, y * ratio);
  context.lineCap = 'butt';
  paintGlows(context, packed, paints, sight);
  let batch = 0;
  let [style, color] = [-1, -1];
  const stroke = () => {
    if (batch > 0) context.stroke();
    batch = 0;
  };
  for (const index of paintingOrder(packed.styles)) {
    if (!isInSight(packed.curves, index * 6, sight)) continue;
    const [nextStyle = 0, nextColor = 0] = [packed.styles[index], packed.colours[index]];
    if (nextStyle !== style || nextColor !== color || batch === BATCH) {
      stroke();
      yield;
      if (nextStyle !== style) dip(context, EDGE_STYLES[nextStyle] ?? 'unknown', detail, paints, k);
      if (nextColor !== color) context.strokeStyle = context.fillStyle = paints.colours[nextColor] ?? 'gray';
      [style, color] = [nextStyle, nextColor];
      context.beginPath();
    }
    trace(context, packed.curves, index * 6);
    if (detail.glyphs) glyph(context, packed.curves, index * 6, EDGE_STYLES[nextStyle] ?? 'unknown');
    batch += 1;
  }
  stroke();
}

interface VisibleArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Whether the bounding box of a curve intersects the piece. */
function isInSight(curves: Float32Array, at: number, { left, top, right, bottom }: VisibleArea): boolean {
  const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = curves.subarray(at, at + 6);
  return (
    Math.max(ax, bx, cx) >= left &&
    Math.min(ax, bx, cx) <= right &&
    Math.max(ay, by, cy) >= top &&
    Math.min(ay, by, cy) <= bottom
  );
}

/** Sets width and opacity for a style. */
function dip(context: Surface, style: EdgeStyle, detail: Detail, paints: Paints, zoom: number): void {
  context.lineWidth = detail.width(style) / zoom;
  context.globalAlpha =
    detail.opacity * (style === 'reachable' || style === 'allowed' ? paints.band : paints.faint * detail.stepBack);
}

function trace(context: Surface, curves: Float32Array, at: number): void {
  const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = curves.subarray(at, at + 6);
  context.moveTo(ax, ay);
  context.quadraticCurveTo(bx, by, cx, cy);
}

/** Adds the glyph at the end of a line: an arrowhead, a bar if blocked, a diamond if unknown. */
function glyph(context: Surface, curves: Float32Array, at: number, style: EdgeStyle): void {
  const [, , bx = 0, by = 0, cx = 0, cy = 0] = curves.subarray(at, at + 6);
  const angle = Math.atan2(cy - by, cx - bx);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const go = (along: number, aside: number, draw: boolean) => {
    const [x, y] = [cx + along * cos - aside * sin, cy + along * sin + aside * cos];
    if (draw) context.lineTo(x, y);
    else context.moveTo(x, y);
  };
  switch (style) {
    case 'reachable':
    case 'fetch':
    case 'allowed':
      go(-4, 7.5, false);
      go(12, 0, true);
      go(-4, -7.5, true);
      break;
    case 'unreachable':
      go(1, 7, false);
      go(1, -7, true);
      break;
    case 'unknown':
      go(5, 0, false);
      go(0, 4, true);
      go(-5, 0, true);
      go(0, -4, true);
      go(5, 0, true);
  }
}

/** Paints the glow around each star, as in the style sheet for stars that are elements. */
function paintGlows(
  context: Surface,
  { glows, glowColors }: PackedEdges,
  { colours, glow }: Paints,
  sight: VisibleArea,
): void {
  if (glow <= 0) return;
  context.globalAlpha = glow;
  for (let index = 0; index < glowColors.length; index += 1) {
    const [x = 0, y = 0] = glows.subarray(index * 2, index * 2 + 2);
    if (x + GLOW < sight.left || x - GLOW > sight.right || y + GLOW < sight.top || y - GLOW > sight.bottom) continue;
    const color = colours[glowColors[index] ?? 0] ?? 'transparent';
    const fill = context.createRadialGradient(x, y, 0, x, y, GLOW);
    for (const [offset, part] of STOPS) fill.addColorStop(offset, `color-mix(in srgb, ${color} ${part}%, transparent)`);
    context.fillStyle = fill;
    context.fillRect(x - GLOW, y - GLOW, 2 * GLOW, 2 * GLOW);
  }
}

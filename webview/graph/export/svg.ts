import * as l10n from '@vscode/l10n';
import { pointAt } from '../scene/curve';
import { unionOf, type Box } from '../scene/box';
import { boundsOf, compose, type Scene } from '../scene/scene';
import { SvgLayer } from '../render/svg-layer';
import { say, svg } from '../../shared/dom';
import { inlined } from './inlined';
import { legend } from './legend';
import { isMeasured } from '../page/measured';
import { basisOf, titleOfExport, type ExportInput } from './export-input';

/** Margins of the drawing, including the title above and the legend below. */
const MARGIN = 24;
const HEAD = 64;
const FOOT = 44;
/** Minimum width for title, time and legend. */
const LEAST_WIDTH = 460;

/** A self-contained SVG. */
export interface SvgPicture {
  readonly text: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Exports the whole drawing as a self-contained file, in the current theme's colors, with title, time and legend. */
export function svgOf(subject: ExportInput): SvgPicture {
  const { drawing, places, colorOf, labels } = subject;
  const scene = compose(drawing, places);
  const { left, top, right, bottom } = boxOf(scene);
  const width = Math.ceil(Math.max(LEAST_WIDTH, right - left) + 2 * MARGIN);
  const height = Math.ceil(bottom - top + HEAD + FOOT + 2 * MARGIN);
  const svgLayer = new SvgLayer();
  if (svgLayer.draw(scene, colorOf, labels)) svgLayer.placeLabels();
  svgLayer.stage.setAttribute(
    'transform',
    `translate(${((width - (right - left)) / 2 - left).toFixed(1)},${(MARGIN + HEAD - top).toFixed(1)})`,
  );
  svgLayer.element.prepend(svg('rect', { class: 'export-ground', width, height }));
  svgLayer.element.append(heading(subject), legend(drawing, MARGIN, height - MARGIN - 8));
  const picture = inlined(svgLayer.element, titleOfExport(subject), describe(subject));
  picture.setAttribute('width', String(width));
  picture.setAttribute('height', String(height));
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return {
    text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`,
    width,
    height,
  };
}

function heading(subject: ExportInput): SVGGElement {
  const title = svg('text', { class: 'export-title', x: MARGIN, y: MARGIN + 18 });
  say(title, titleOfExport(subject));
  const time = svg('text', { class: 'export-note', x: MARGIN, y: MARGIN + 40 });
  say(time, basisOf(subject));
  return svg('g', {}, title, time);
}

function describe(subject: ExportInput): string {
  const { nodes, edges } = subject.drawing;
  const passing = edges.filter(({ state }) => state === 'reachable' || state === 'allowed').length;
  const stars = nodes.length === 1 ? l10n.t('1 star') : l10n.t('{0} stars', nodes.length);
  return isMeasured(nodes)
    ? l10n.t('{0}, {1} of {2} connections reachable. {3}.', stars, passing, edges.length, basisOf(subject))
    : l10n.t('{0}, {1} connections allowed. {2}.', stars, passing, basisOf(subject));
}

/** Returns the bounding box of stars, frames and curved edges. */
function boxOf(scene: Scene): Box {
  const points = scene.edges
    .map(({ curve }) => pointAt(curve, 0.5))
    .map(({ x, y }): Box => ({ left: x, top: y, right: x, bottom: y }));
  const boxes = [
    boundsOf(scene) ?? { left: 0, top: 0, right: 0, bottom: 0 },
    ...scene.frames.map(({ box }) => box),
    ...points,
  ];
  return unionOf(boxes);
}

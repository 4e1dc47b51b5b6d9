import { svg } from './dom';

/** Outlines on a grid of 16 pixels, in the style of VS Code's product icons. */
const OUTLINES = {
  table: 'M1.5,2.5h13v11h-13ZM1.5,6h13M1.5,9.75h13M6,6v7.5',
  timeline: 'M8,1.5a6.5,6.5,0,1,1-6.1,4.2M1.5,2v4h4M8,4.5v4l2.75,1.75',
  chart: 'M2,1.5v12.5h12.5M4.5,10.5l3-4,2.5,2.25,3.5-5',
  fit: 'M1.5,5v-3.5h3.5M11,1.5h3.5v3.5M14.5,11v3.5h-3.5M5,14.5h-3.5v-3.5M5.5,5.5h5v5h-5Z',
  unpin: 'M6,1.5h4l-.5,5,2.5,2.5h-8l2.5-2.5ZM8,9v5.5M2,2l12,12',
} as const;

export type IconName = keyof typeof OUTLINES;

/** Creates an icon in the color of the surrounding text. */
export function icon(name: IconName): SVGElement {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: OUTLINES[name] }),
  );
}

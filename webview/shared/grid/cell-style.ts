import { html } from '../dom';
import { MARKS, type Cell } from './model';

/** How a kind of cell is painted in the current theme, as read from the style sheet. */
export interface CellStyle {
  readonly color: string;
  readonly ground: string;
  /** Empty for none. */
  readonly frame: string;
  readonly glyph: string;
  readonly font: string;
}

/** Returns the CSS classes of a cell, which determine its look everywhere. */
export function classesOf({ verdict, mark, blank }: Cell): string {
  return blank ? 'cell blank' : `cell ${verdict}${mark ? ` ${mark}` : ''}`;
}

/** Reads the look of cells and marks from the style sheet, with hidden sample elements. */
export function looksIn(place: HTMLElement): (name: Cell['verdict'] | (typeof MARKS)[number]) => CellStyle {
  return (name) => {
    const sample = html('div', `cell sample ${name}`);
    sample.style.visibility = 'hidden';
    place.append(sample);
    const isMark = MARKS.some((mark) => mark === name);
    const own = getComputedStyle(sample);
    const part = getComputedStyle(sample, isMark ? '::after' : '::before');
    const look = {
      color: part.color,
      ground: isMark ? part.backgroundColor : own.backgroundColor,
      frame: own.outlineStyle === 'none' ? '' : own.outlineColor,
      glyph: part.content.replace(/^"(.*)"$/, '$1'),
      font: `${part.fontWeight} ${part.fontSize} ${part.fontFamily}`,
    };
    sample.remove();
    return look;
  };
}

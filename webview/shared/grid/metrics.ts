import type { GridModel } from './model';

/** The sizes of a grid in pixels. */
export interface Metrics {
  /** Width of the row headings, and height of the column headings. */
  readonly side: number;
  readonly top: number;
  /** Of a cell. */
  readonly width: number;
  readonly height: number;
  /** Whether cells have room for words and column headings are horizontal. */
  readonly roomy: boolean;
}

/** Minimum width of a cell with words, in em. */
const WORD = 6.6;

/** Maximum width of a cell with words, in em. */
const WIDEST = 9;

/**
 * Returns the sizes for headings in an area. @param measure Returns the width of a heading in pixels. @param em The
 * font size.
 */
export function metricsOf(
  { rows, columns }: Pick<GridModel, 'rows' | 'columns'>,
  area: { readonly width: number; readonly height: number },
  em: number,
  measure: (text: string) => number,
): Metrics {
  const longest = (names: readonly string[]) => names.reduce((most, name) => Math.max(most, measure(name)), 0);
  const side = Math.round(
    Math.min(
      Math.max(longest(rows.map(({ name, detail }) => (detail === '' ? name : `${name}  ${detail}`))) + 2 * em, 5 * em),
      Math.max(8 * em, area.width * 0.34),
    ),
  );
  const room = (area.width - side) / Math.max(1, columns.length);
  if (room >= WORD * em)
    return {
      side,
      top: Math.round(3.4 * em),
      width: Math.round(Math.min(room, WIDEST * em)),
      height: Math.round(2.4 * em),
      roomy: true,
    };
  const size = Math.round(1.85 * em);
  const top = Math.round(
    Math.min(longest(columns.map(({ name }) => name)) + 1.4 * em, Math.max(5 * em, area.height * 0.4)),
  );
  return { side, top, width: size, height: size, roomy: false };
}

/** A range of rows or columns; `end` is exclusive. */
export interface IndexRange {
  readonly first: number;
  readonly end: number;
}

/** Returns the visible part of a row of equal cells, with some more around it. */
export function spanOf(scrolled: number, visible: number, size: number, count: number, around: number): IndexRange {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / size)) - around);
  return { first, end: Math.max(first, Math.min(count, Math.ceil((scrolled + visible) / size) + around)) };
}

/** Whether one span contains another. */
export function covers(whole: IndexRange, part: IndexRange): boolean {
  return part.first >= whole.first && part.end <= whole.end;
}

/** Returns the scroll position that shows a cell. */
export function scrolledTo(index: number, size: number, scrolled: number, visible: number): number {
  if (index * size < scrolled) return Math.max(0, index * size);
  return Math.max(scrolled, (index + 1) * size - visible);
}

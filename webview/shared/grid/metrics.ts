import type { GridModel } from './model';

/** The sizes of a grid in pixels. */
export interface Metrics {
  /** Width of the column of names, and height of the row of names. */
  readonly side: number;
  readonly top: number;
  /** Of a cell. */
  readonly width: number;
  readonly height: number;
  /** Whether cells have room for words and names of columns stand upright. */
  readonly roomy: boolean;
}

/** From this width on a cell has room for a word, in letters' heights. */
const WORD = 6.6;

/** The widest that a cell with words gets. */
const WIDEST = 9;

/** What a grid of some names needs in an area. @param measure the width of a name in pixels. @param em the height of letters. */
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

/** Rows or columns from the first up to the end, which is not among them. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** The part of a row of equal cells that is in sight, with some more around it. */
export function spanOf(scrolled: number, visible: number, size: number, count: number, around: number): Span {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / size)) - around);
  return { first, end: Math.max(first, Math.min(count, Math.ceil((scrolled + visible) / size) + around)) };
}

/** Whether all of a span lies within another. */
export function covers(whole: Span, part: Span): boolean {
  return part.first >= whole.first && part.end <= whole.end;
}

/** Where to scroll so that a cell is in sight. */
export function scrolledTo(index: number, size: number, scrolled: number, visible: number): number {
  if (index * size < scrolled) return Math.max(0, index * size);
  return Math.max(scrolled, (index + 1) * size - visible);
}

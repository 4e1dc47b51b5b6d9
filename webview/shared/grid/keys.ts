import { HEADING, type CellPosition } from './model';

/** The bounds of navigation: the counts of rows and columns, and of rows per page. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

/**
 * Returns the target of a key, or undefined. Headings count as a row and a column before the first. Home and End move
 * within the row or, with Ctrl, to the first and last cell.
 */
export function follow(
  key: string,
  control: boolean,
  from: CellPosition,
  { rows, columns, page }: Extent,
): CellPosition | undefined {
  const to = wayOf(key, control, from, { rows, columns, page });
  if (!to) return undefined;
  const place = { row: clamp(to.row, rows), column: clamp(to.column, columns) };
  // The corner between the headings is not a cell.
  return place.row === HEADING && place.column === HEADING ? from : place;
}

function wayOf(
  key: string,
  control: boolean,
  { row, column }: CellPosition,
  { rows, columns, page }: Extent,
): CellPosition | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'Home':
      return { row: control ? 0 : row, column: 0 };
    case 'End':
      return { row: control ? rows - 1 : row, column: columns - 1 };
    case 'PageUp':
      return { row: Math.max(0, row - page), column };
    case 'PageDown':
      return { row: row + page, column };
    default:
      return undefined;
  }
}

function clamp(index: number, count: number): number {
  return Math.max(HEADING, Math.min(index, count - 1));
}

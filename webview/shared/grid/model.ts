/** A row or a column by its name. */
export interface Heading {
  /** The same as long as it stands for the same. */
  readonly key: string;
  readonly name: string;
  /** A few more words, shown where there is room. */
  readonly detail: string;
}

/**
 * What policy says: `some`, for some of those who are in one row or column. Where nobody knows it: `reached` and `missed`
 * as was measured, `unmeasured` when nothing was.
 */
export const VERDICTS = ['allowed', 'denied', 'some', 'reached', 'missed', 'unmeasured', 'self'] as const;

/** What measuring can say of a verdict. */
export const MARKS = ['agrees', 'disagrees', 'unknown'] as const;

/** What a cell shows. */
export interface Cell {
  readonly verdict: (typeof VERDICTS)[number];
  /** What measuring says of the verdict; nothing where nothing was measured. */
  readonly mark?: (typeof MARKS)[number] | undefined;
  /** What stands there, where there is room, in place of the verdict's word. */
  readonly words?: string | undefined;
  /** Not asked for: left blank. */
  readonly blank: boolean;
}

/** All that the grid has to know. It asks only for what is in sight. */
export interface GridModel {
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  cell(row: number, column: number): Cell;
  /** A cell or a heading as a sentence. */
  describe(place: CellPosition): string;
}

/** A cell, or a heading, whose row or column is {@link HEADING}. */
export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** The number of the row and of the column that hold the names. */
export const HEADING = -1;

/** Whether two places are the same. */
export function samePlace(a: CellPosition | undefined, b: CellPosition | undefined): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

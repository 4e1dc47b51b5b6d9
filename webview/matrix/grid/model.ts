/** A row or a column by its name. */
export interface Heading {
  /** The same as long as it stands for the same. */
  readonly key: string;
  readonly name: string;
  /** A few more words, shown where there is room. */
  readonly detail: string;
}

/** What a cell shows. */
export interface Cell {
  readonly verdict: 'allowed' | 'denied' | 'self';
  /** What measuring says of the verdict; nothing where nothing was measured. */
  readonly mark?: 'agrees' | 'disagrees' | 'unknown' | undefined;
  /** Not asked for: left blank. */
  readonly blank: boolean;
}

/** All that the grid has to know. It asks only for what is in sight. */
export interface GridModel {
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  cell(row: number, column: number): Cell;
  /** A cell or a heading as a sentence. */
  describe(place: Place): string;
}

/** A cell, or a heading, whose row or column is {@link HEADING}. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The number of the row and of the column that hold the names. */
export const HEADING = -1;

/** Whether two places are the same. */
export function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

/** The heading of a row or a column. */
export interface Heading {
  /** Stable as long as it represents the same. */
  readonly key: string;
  readonly name: string;
  /** Additional words, shown if there is room. */
  readonly detail: string;
}

/**
 * What policy says: `some` if it differs within a group. If policy is unknown: `reached` and `missed` as measured,
 * `unmeasured` without a measurement.
 */
export const VERDICTS = ['allowed', 'denied', 'some', 'reached', 'missed', 'unmeasured', 'self'] as const;

/** How a measurement compares to the verdict. */
export const MARKS = ['agrees', 'disagrees', 'unknown'] as const;

/** The contents of a cell. */
export interface Cell {
  readonly verdict: (typeof VERDICTS)[number];
  /** How the measurement compares to the verdict; absent without one. */
  readonly mark?: (typeof MARKS)[number] | undefined;
  /** The text, if there is room, in place of the verdict's word. */
  readonly words?: string | undefined;
  /** Not matched by the filters: left blank. */
  readonly blank: boolean;
}

/** Everything that the grid needs. It only queries what is visible. */
export interface GridModel {
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  cell(row: number, column: number): Cell;
  /** Describes a cell or a heading. */
  describe(place: CellPosition): string;
}

/** A cell, or a heading, whose row or column is {@link HEADING}. */
export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** The index of the row and of the column with the headings. */
export const HEADING = -1;

/** Whether two positions are equal. */
export function samePlace(a: CellPosition | undefined, b: CellPosition | undefined): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

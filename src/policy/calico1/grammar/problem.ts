/** An error in a rule's text. */
export interface SyntaxProblem {
  /** Offsets in the text, `end` exclusive; both equal the text's length if something is missing at the end. */
  readonly start: number;
  readonly end: number;
  /** A sentence for the user. */
  readonly message: string;
  /** What is expected there: keywords, and phrases for values. Empty if only the value is invalid. */
  readonly expected: readonly string[];
  /** The probable correction, as a replacement for the text from `start` to `end`. */
  readonly suggestion?: string;
}

/** A fault in a rule's text. */
export interface SyntaxProblem {
  /** Offsets in the text, `end` exclusive; both are the text's length when something is missing at its end. */
  readonly start: number;
  readonly end: number;
  /** A sentence for a person. */
  readonly message: string;
  /** What could stand there: keywords, and phrases for values. Empty when only the value is wrong. */
  readonly expected: readonly string[];
  /** What was probably meant, to be put in place of the text from `start` to `end`. */
  readonly suggestion?: string;
}

/** What differs between the selectors of Calico v3 and those of Felix 1.4 (`selectors.py`). */
export interface Dialect {
  /** Blanks, as a sticky pattern. */
  readonly blank: RegExp;
  readonly key: RegExp;
  /** A text in quotes, with its value in one of the groups. */
  readonly text: RegExp;
  /** The operators that are words; each may only stand after a key. */
  readonly words: readonly (readonly [WordOperator, RegExp])[];
  /** `all()` and the like up to their closing parenthesis, which v1 wants at once. */
  readonly functions: readonly (readonly [FunctionName, RegExp])[];
  /** Whether a set may be empty, and have a comma after its last value. */
  readonly looseSets: boolean;
  /** As deep as parentheses may nest. */
  readonly deepest: number;
  /** Whether negations count as nesting. */
  readonly negationsNest: boolean;
}

export type WordOperator = 'in' | 'not in' | 'contains' | 'starts with' | 'ends with';

export type FunctionName = 'has(' | 'all(' | 'global(';

/** Calico v3. A key ends after 512 characters. */
export const V3: Dialect = {
  blank: /[ \t]*/y,
  key: /[a-zA-Z0-9_./-]{1,512}/y,
  text: /"([^"]*)"|'([^']*)'/y,
  words: [
    ['contains', /contains/y],
    ['starts with', /starts[ \t]*with/y],
    ['ends with', /ends[ \t]*with/y],
    ['not in', /not[ \t]*in/y],
    ['in', /in/y],
  ],
  functions: [
    ['has(', /has\(/y],
    ['all(', /all\(/y],
    ['global(', /global\(/y],
  ],
  looseSets: true,
  // Deeper than any selector of 1,024 characters, the most that Calico stores, can be.
  deepest: 1_000,
  negationsNest: false,
};

/** Felix 1.4: fewer operators, blanks of every kind. */
export const V1: Dialect = {
  blank: /\s*/y,
  key: /[a-zA-Z0-9_./-]+/y,
  text: /"([^"\n\r]*)"|'([^'\n\r]*)'/y,
  words: [
    ['not in', /not\s+in(?![a-zA-Z0-9_$])/y],
    ['in', /in(?![a-zA-Z0-9_$])/y],
  ],
  functions: [
    ['has(', /has\(/y],
    ['all(', /all\((?=\))/y],
  ],
  looseSets: false,
  deepest: 100,
  negationsNest: true,
};

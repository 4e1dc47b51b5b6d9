/** The differences between selectors of Calico v3 and of Felix 1.4 (`selectors.py`). */
export interface Dialect {
  /** Whitespace, as a sticky pattern. */
  readonly blank: RegExp;
  readonly key: RegExp;
  /** A quoted text, with its value in one of the groups. */
  readonly text: RegExp;
  /** Operators that are words. They must follow a key. */
  readonly words: readonly (readonly [WordOperator, RegExp])[];
  /** `all()` and similar functions up to their closing parenthesis, which must follow immediately in v1. */
  readonly functions: readonly (readonly [FunctionName, RegExp])[];
  /** Whether a set may be empty, and may end with a comma. */
  readonly looseSets: boolean;
  /** Maximum nesting of parentheses. */
  readonly deepest: number;
  /** Whether negations count as nesting. */
  readonly negationsNest: boolean;
}

export type WordOperator = 'in' | 'not in' | 'contains' | 'starts with' | 'ends with';

export type FunctionName = 'has(' | 'all(' | 'global(';

/** Calico v3. A key has at most 512 characters. */
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
  // More than any selector of 1,024 characters, the maximum in Calico, can have.
  deepest: 1_000,
  negationsNest: false,
};

/** Felix 1.4: fewer operators, any whitespace. */
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

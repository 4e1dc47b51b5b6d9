import * as l10n from '@vscode/l10n';
import type { RuleToken } from './lexer';
import type { SyntaxProblem } from './problem';
import { describe, type Expectation, type Keywords } from './expectation';
import { listing, MATCH_WORDS, suggest } from './suggest';
import type { Read } from './values';

/**
 * Thrown only inside the parser, to stop at the first unexpected word. A single instance, because stack traces are
 * expensive.
 */
export const STOP = new Error('The parse ends here.');

/**
 * Walks over the words of one rule. Records what was tried at the current word, so that at any stop it knows what is
 * expected there, for both errors and completions.
 */
export class Cursor {
  #index = 0;
  #expected: (readonly Expectation[])[] = [];
  readonly problems: SyntaxProblem[] = [];

  constructor(
    readonly tokens: readonly RuleToken[],
    /** The end of the text: the position of anything missing. */
    readonly end: number,
  ) {}

  /** What was tried at the current word. */
  get expected(): readonly Expectation[] {
    return this.#expected.flat();
  }

  get done(): boolean {
    return this.#index >= this.tokens.length;
  }

  /** Consumes the current word if it is one of these. */
  keyword<Word extends string>({ words, expectations }: Keywords<Word>): Word | undefined {
    const token = this.tokens[this.#index];
    if (token?.kind === 'word') {
      for (const word of words) {
        if (word !== token.value) continue;
        this.#advance();
        return word;
      }
    }
    this.#expected.push(expectations);
    return undefined;
  }

  /** Consumes the current word if `test` accepts it. */
  optional(expectation: Expectation, test: (word: string) => boolean): RuleToken | undefined {
    const token = this.tokens[this.#index];
    if (token?.kind === 'word' && test(token.value)) {
      this.#advance();
      return token;
    }
    this.#expected.push([expectation]);
    return undefined;
  }

  /** Reads the current word as a value; reports and skips an invalid one. */
  value<T>(expectation: Expectation, kind: RuleToken['kind'], read: (word: string) => Read<T>): T | undefined {
    this.#expected.push([expectation]);
    const token = this.tokens[this.#index];
    if (!token || (token.kind !== kind && token.kind !== 'word')) this.unexpected();
    this.#advance();
    const misplaced = {
      ok: false,
      message: l10n.t('Expected {0}.', describe(expectation)),
      suggestion: JSON.stringify(token.value),
    } as const;
    const result = token.kind === kind ? read(token.value) : misplaced;
    if (result.ok) return result.value;
    this.report(token, result.message, result.suggestion);
    return undefined;
  }

  /** The last word consumed. */
  get previous(): RuleToken | undefined {
    return this.tokens[this.#index - 1];
  }

  /** Reports an invalid word in a valid position. */
  report({ start, end }: RuleToken, message: string, suggestion?: string): void {
    this.problems.push({ start, end, message, expected: [], ...(suggestion !== undefined && { suggestion }) });
  }

  /** Reports that the current word, or the end, is unexpected, and stops the parse. */
  unexpected(): never {
    const token = this.tokens[this.#index];
    const looked = this.expected;
    const expected = looked.map(describe);
    if (!token) {
      const message = l10n.t('The rule is incomplete: expected {0}.', listing(looked));
      this.problems.push({ start: this.end, end: this.end, message, expected });
    } else if (token.kind === 'unclosed') {
      this.report(token, l10n.t('This string is not closed, or has an extra backslash.'), undefined);
    } else {
      const suggestion = suggest(token.value, looked);
      const order = MATCH_WORDS.has(token.value)
        ? l10n.t(' The order after from and to is {0}.', [...MATCH_WORDS].join(', '))
        : '';
      const message = l10n.t('Unexpected “{0}”: expected {1}.{2}', token.value, listing(looked), order);
      this.problems.push({
        start: token.start,
        end: token.end,
        message,
        expected,
        ...(suggestion !== undefined && { suggestion }),
      });
    }
    throw STOP;
  }

  #advance(): void {
    this.#index += 1;
    this.#expected.length = 0;
  }
}

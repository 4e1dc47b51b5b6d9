import * as l10n from '@vscode/l10n';
import { allOf, ALL, setOf, type SelectorNode } from './ast';
import type { Dialect } from './dialect';
import { tokenize, type SelectorToken } from './lexer';
import { problemOf, type SelectorProblem, type Wanted } from './problem';

export type ParsedSelector =
  { readonly ok: true; readonly selector: SelectorNode } | { readonly ok: false; readonly problem: SelectorProblem };

/** Parses a whole text as a selector. An empty text selects everything. */
export function parse(text: string, dialect: Dialect): ParsedSelector {
  const parser = new Parser(text, dialect);
  try {
    return { ok: true, selector: parser.whole() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Thrown and caught inside the parser, to stop at the first unexpected token. */
class Refusal extends Error {
  constructor(readonly problem: SelectorProblem) {
    super(problem.message);
  }
}

/**
 * Calico's selector grammar:
 *
 *     selector = [ or ]    or = and { "||" and }    and = term { "&&" term }    term = { "!" } primary
 *     primary  = "has(" key ")" | "all()" | "global()" | "(" or ")" | key operator value
 */
class Parser {
  readonly #tokens: readonly SelectorToken[];
  #index = 0;
  #depth = 0;

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
  ) {
    this.#tokens = tokenize(text, dialect);
  }

  whole(): SelectorNode {
    if (this.#take('end')) return ALL;
    const selector = this.#either();
    this.#need('end', 'end');
    return selector;
  }

  get #current(): SelectorToken {
    return this.#tokens[this.#index] ?? { kind: 'end', start: this.text.length, end: this.text.length, value: '' };
  }

  #either(): SelectorNode {
    return this.#chain('||', () => this.#both());
  }

  #both(): SelectorNode {
    return this.#chain('&&', () => this.#term());
  }

  #chain(operator: '&&' | '||', read: () => SelectorNode): SelectorNode {
    const terms = [read()];
    while (this.#take(operator)) terms.push(read());
    if (operator === '&&' || terms.length === 1) return allOf(terms);
    return { kind: 'or', of: terms };
  }

  /** Two negations in a row cancel each other out. */
  #term(): SelectorNode {
    const outside = this.#depth;
    let negated = false;
    while (this.#current.kind === '!') {
      if (this.dialect.negationsNest) this.#nest();
      this.#index += 1;
      negated = !negated;
    }
    const node = this.#primary();
    this.#depth = outside;
    return negated ? { kind: 'not', of: node } : node;
  }

  #primary(): SelectorNode {
    const token = this.#current;
    switch (token.kind) {
      case '(': {
        this.#nest();
        this.#index += 1;
        const inner = this.#either();
        this.#need(')', 'group end');
        return inner;
      }
      case 'has(': {
        this.#index += 1;
        const key = this.#need('key', 'key').value;
        this.#need(')', 'call end');
        return { kind: 'has', key };
      }
      case 'all(':
      case 'global(':
        this.#index += 1;
        this.#need(')', 'call end');
        return { kind: token.kind === 'all(' ? 'all' : 'global' };
      case 'key':
        this.#index += 1;
        return this.#operation(token.value);
      default:
        return this.#refuse('term');
    }
  }

  #operation(key: string): SelectorNode {
    const { kind } = this.#current;
    switch (kind) {
      case '==':
      case '!=':
      case 'contains':
      case 'starts with':
      case 'ends with':
        this.#index += 1;
        return { kind: 'compare', operator: kind, key, value: this.#need('text', 'value').value };
      case 'in':
      case 'not in':
        this.#index += 1;
        return { kind: 'set', operator: kind, key, values: this.#set() };
      default:
        return this.#refuse('operator');
    }
  }

  #set(): readonly string[] {
    this.#need('{', 'set');
    const values: string[] = [];
    const { looseSets } = this.dialect;
    while (!looseSets || this.#current.kind === 'text') {
      values.push(this.#need('text', 'value').value);
      if (!this.#take(',')) break;
    }
    this.#need('}', 'more values');
    return setOf(values);
  }

  #take(kind: SelectorToken['kind']): boolean {
    if (this.#current.kind !== kind) return false;
    this.#index += 1;
    return true;
  }

  #need(kind: SelectorToken['kind'], wanted: Wanted): SelectorToken {
    const token = this.#current;
    if (token.kind !== kind) this.#refuse(wanted);
    this.#index += 1;
    return token;
  }

  /** Counts a level of nesting until the end of the term. */
  #nest(): void {
    this.#depth += 1;
    if (this.#depth <= this.dialect.deepest) return;
    const { start, end } = this.#current;
    const message = l10n.t('This selector nests more than {0} levels deep.', this.dialect.deepest);
    throw new Refusal({ start, end, message, expected: [] });
  }

  #refuse(wanted: Wanted): never {
    throw new Refusal(problemOf(this.text, this.#current, wanted));
  }
}

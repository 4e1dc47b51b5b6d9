/** Labels of an endpoint, its own and those of its profiles. */
export type Labels = Readonly<Record<string, string>>;

/** Whether an endpoint with these labels is selected. */
export type Selector = (labels: Labels) => boolean;

/**
 * Reads a selector as Felix 1.4 does (selectors.py): `key == 'v'`, `!=`, `in {…}`, `not in {…}`, `has(key)`, `all()`,
 * `!`, `&&`, `||` and parentheses; an empty text selects all. Undefined for what Felix refuses.
 */
export function parseSelector(text: string): Selector | undefined {
  if (text.trim() === '') return () => true;
  const parser = new SelectorParser(text);
  const selector = parser.either();
  return selector && parser.done ? selector : undefined;
}

const LABEL = /[a-zA-Z0-9_./-]+/y;
const LITERAL = /"([^"\n\r]*)"|'([^'\n\r]*)'/y;

/** As deep as parentheses and negations may nest. */
const DEEPEST = 100;

class SelectorParser {
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.text.slice(this.#at).trim() === '';
  }

  either(): Selector | undefined {
    return this.#chain(
      '||',
      () => this.#both(),
      (terms) => (labels) => terms.some((term) => term(labels)),
    );
  }

  #both(): Selector | undefined {
    return this.#chain(
      '&&',
      () => this.#term(),
      (terms) => (labels) => terms.every((term) => term(labels)),
    );
  }

  #chain(
    operator: string,
    read: () => Selector | undefined,
    join: (terms: Selector[]) => Selector,
  ): Selector | undefined {
    const terms: Selector[] = [];
    do {
      const term = read();
      if (!term) return undefined;
      terms.push(term);
    } while (this.#take(operator));
    return join(terms);
  }

  #term(): Selector | undefined {
    if (this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const term = this.#nested();
    this.#depth -= 1;
    return term;
  }

  #nested(): Selector | undefined {
    if (this.#take('!')) {
      const term = this.#term();
      return term && ((labels) => !term(labels));
    }
    if (this.#take('(')) {
      const inner = this.either();
      return this.#take(')') ? inner : undefined;
    }
    return this.#comparison();
  }

  /** A label may be called `has` or `all`, so a comparison is tried before the functions, as in Felix. */
  #comparison(): Selector | undefined {
    const start = this.#at;
    const label = this.#match(LABEL)?.[0];
    if (label !== undefined) {
      const comparison = this.#operator(label);
      if (comparison) return comparison;
    }
    this.#at = start;
    if (this.#take('all()')) return () => true;
    if (!this.#take('has(')) return undefined;
    const name = this.#match(LABEL)?.[0];
    return name !== undefined && this.#take(')') ? (labels) => Object.hasOwn(labels, name) : undefined;
  }

  #operator(label: string): Selector | undefined {
    const value = (labels: Labels) => (Object.hasOwn(labels, label) ? labels[label] : undefined);
    if (this.#take('==')) {
      const literal = this.#literal();
      return literal === undefined ? undefined : (labels) => value(labels) === literal;
    }
    if (this.#take('!=')) {
      const literal = this.#literal();
      return literal === undefined ? undefined : (labels) => value(labels) !== literal;
    }
    const not = this.#match(/not(?=\s)/y) !== undefined;
    if (!this.#match(/in(?![a-zA-Z0-9_$])/y)) return undefined;
    const set = this.#set();
    return set && ((labels) => set.has(value(labels)) !== not);
  }

  #set(): ReadonlySet<string | undefined> | undefined {
    if (!this.#take('{')) return undefined;
    const values = new Set<string | undefined>();
    do {
      const literal = this.#literal();
      if (literal === undefined) return undefined;
      values.add(literal);
    } while (this.#take(','));
    return this.#take('}') ? values : undefined;
  }

  #literal(): string | undefined {
    const match = this.#match(LITERAL);
    return match?.[1] ?? match?.[2];
  }

  #take(text: string): boolean {
    this.#blanks();
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    this.#blanks();
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match) this.#at += match[0].length;
    return match ?? undefined;
  }

  #blanks(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
  }
}

import { isTooDeep } from '../../../base/json';

/**
 * A number with a decimal point or an exponent. Python distinguishes 6.0 from 6 and so do Felix's checks, so parsing
 * must preserve the difference.
 */
export class Float {
  constructor(readonly value: number) {}
}

/** A JSON value as Python's `json.loads` returns it: integers are numbers, all others are {@link Float}. */
export type Json = null | boolean | number | string | Float | Json[] | { [key: string]: Json };

/** Whether a parsed JSON value is an object. */
export function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** Parses JSON as Python does: `NaN` and `Infinity` are numbers. Undefined for invalid JSON. */
export function parsePythonJson(text: string): Json | undefined {
  // Python fails on deep nesting too, though at a greater depth.
  if (isTooDeep(text)) return undefined;
  const reader = new Reader(text);
  try {
    const value = reader.value();
    reader.blanks();
    return reader.done ? value : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const WORDS = new Map<string, Json>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new Float(NaN)],
  ['Infinity', new Float(Infinity)],
  ['-Infinity', new Float(-Infinity)],
]);

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.#at === this.text.length;
  }

  value(): Json {
    this.blanks();
    switch (this.text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"':
        return this.#string();
      default:
        return this.#wordOrNumber();
    }
  }

  blanks(): void {
    while (' \t\n\r'.includes(this.text[this.#at] ?? '-')) this.#at += 1;
  }

  #object(): Json {
    const entries: [string, Json][] = [];
    this.#items('}', () => {
      this.blanks();
      const key = this.#string();
      this.blanks();
      this.#take(':');
      entries.push([key, this.value()]);
    });
    return Object.fromEntries(entries);
  }

  #list(): Json {
    const items: Json[] = [];
    this.#items(']', () => items.push(this.value()));
    return items;
  }

  #items(close: string, item: () => void): void {
    this.#at += 1;
    this.blanks();
    if (this.text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      this.blanks();
      if (this.text[this.#at] === close) break;
      this.#take(',');
    }
    this.#at += 1;
  }

  #take(character: string): void {
    if (this.text[this.#at] !== character) throw new NotJson();
    this.#at += 1;
  }

  #string(): string {
    const quoted = this.#match(STRING);
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw new NotJson();
    }
  }

  #wordOrNumber(): Json {
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const digits = this.#match(NUMBER);
    return /[.eE]/.test(digits) ? new Float(Number(digits)) : Number(digits);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw new NotJson();
    this.#at += found.length;
    return found;
  }
}

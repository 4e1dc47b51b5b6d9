import { fieldsOf, listOf, textOf, type Fields } from '../objects';
import { badRequest } from '../status-error';
import { labelValueFaults, qualifiedNameFaults } from '../admission/names';

/** Whether labels satisfy a requirement. */
type Requirement = (labels: Fields) => boolean;

/** A token of a selector in a query: an operator, a sign, or text. */
interface Token {
  readonly text: string;
  readonly literal: boolean;
}

/**
 * Parses the label selector of a query, for example `role=backend,!canary,tier in (a,b)`.
 * @throws StatusError 400
 */
export function parseLabelSelector(text: string): Requirement {
  const parser = new Parser(tokens(text));
  const requirements = parser.parse();
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function tokens(text: string): Token[] {
  return [...text.matchAll(/\s*(!=|==|[=,()!<>]|[^\s=,()!<>]+)/g)].map(([, word = '']) => ({
    text: word,
    literal: !/^[=,()!<>]/.test(word),
  }));
}

class Parser {
  #next = 0;

  constructor(private readonly all: readonly Token[]) {}

  parse(): Requirement[] {
    if (this.all.length === 0) return [];
    const requirements = [this.#requirement()];
    while (this.#peek() !== '') {
      if (this.#peek() !== ',') throw badRequest(`found '${this.#peek()}', expected: ',' or 'end of string'`);
      this.#next += 1;
      if (this.#peek() === '') throw badRequest("found '', expected: identifier after ','");
      requirements.push(this.#requirement());
    }
    return requirements;
  }

  #peek(): string {
    return this.all[this.#next]?.text ?? '';
  }

  #take(): string {
    const text = this.#peek();
    this.#next += 1;
    return text;
  }

  #requirement(): Requirement {
    const absent = this.#peek() === '!';
    if (absent) this.#next += 1;
    const key = this.#key();
    if (absent) return (labels) => !has(labels, key);
    const operator = this.#peek();
    if (operator === '' || operator === ',') return (labels) => has(labels, key);
    this.#next += 1;
    switch (operator) {
      case '=':
      case '==':
        return this.#equal(key, false);
      case '!=':
        return this.#equal(key, true);
      case 'in':
        return within(key, this.#values(key), false);
      case 'notin':
        return within(key, this.#values(key), true);
      case '>':
      case 'gt':
        return this.#compared(key, (a, b) => a > b);
      case '<':
      case 'lt':
        return this.#compared(key, (a, b) => a < b);
      default:
        throw badRequest(`unable to parse requirement: found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #key(): string {
    const token = this.all[this.#next];
    if (!token?.literal) throw badRequest(`found '${token?.text ?? ''}', expected: !, identifier, or 'end of string'`);
    this.#next += 1;
    const [fault] = qualifiedNameFaults(token.text);
    if (fault !== undefined)
      throw badRequest(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(token.text)}: ${fault}`);
    return token.text;
  }

  #equal(key: string, negated: boolean): Requirement {
    const token = this.all[this.#next];
    const value = token?.literal ? this.#take() : '';
    checkValue(key, value, 0);
    return within(key, [value], negated);
  }

  #values(key: string): string[] {
    if (this.#peek() !== '(') throw badRequest(`unable to parse requirement: found '${this.#peek()}' expected: '('`);
    this.#next += 1;
    const values: string[] = [];
    for (;;) {
      const token = this.all[this.#next];
      values.push(token?.literal ? this.#take() : '');
      const sign = this.#take();
      if (sign === ')') break;
      if (sign !== ',') throw badRequest(`unable to parse requirement: found '${sign}', expected: ',' or ')'`);
    }
    for (const [index, value] of values.entries()) checkValue(key, value, index);
    return values;
  }

  #compared(key: string, holds: (a: number, b: number) => boolean): Requirement {
    const text = this.#take();
    if (!/^-?\d+$/.test(text)) {
      throw badRequest(
        `unable to parse requirement: values[0]: Invalid value: ${JSON.stringify(text)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return (labels) => {
      const value = labels[key];
      return typeof value === 'string' && /^-?\d+$/.test(value) && holds(Number(value), Number(text));
    };
  }
}

function checkValue(key: string, value: string, index: number): void {
  const [fault] = labelValueFaults(value);
  if (fault !== undefined) {
    throw badRequest(
      `unable to parse requirement: values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${fault}`,
    );
  }
}

function has(labels: Fields, key: string): boolean {
  return Object.hasOwn(labels, key);
}

/** Labels without the key satisfy a negated requirement. */
function within(key: string, values: readonly string[], negated: boolean): Requirement {
  return (labels) => (has(labels, key) && values.includes(String(labels[key]))) !== negated;
}

/** Whether labels satisfy the selector of an object, with its labels and expressions. */
export function matchesSelector(selector: Fields, labels: Fields): boolean {
  const equal = Object.entries(fieldsOf(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return equal && listOf(selector, 'matchExpressions').every((expression) => holds(expression, labels));
}

function holds(expression: unknown, labels: Fields): boolean {
  const key = textOf(expression, 'key') ?? '';
  const values = listOf(expression, 'values').map(String);
  switch (textOf(expression, 'operator')) {
    case 'In':
      return within(key, values, false)(labels);
    case 'NotIn':
      return within(key, values, true)(labels);
    case 'Exists':
      return has(labels, key);
    case 'DoesNotExist':
      return !has(labels, key);
    default:
      return false;
  }
}

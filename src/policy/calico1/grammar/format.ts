import { parseNetwork } from '../../model/address';
import { ACTIONS, NAME, PORT_PROTOCOLS, PROTOCOLS, type Rule } from '../rule';
import type { Side } from './expectation';
import { readPorts } from './values';

/**
 * Formats a rule as canonical text. Uses the words of `calicoctl profile NAME rule show` where they exist, and
 * libcalico-go's text form for selectors and negations; `ipv4`, `ipv6` and `log-prefix "…"` are extensions. Keys
 * without words go into a closing `with {…}`, so that parsing the text restores the whole rule.
 */
export function formatRule(rule: Rule): string {
  return new Formatter(rule).text();
}

type Key = keyof Rule;

class Formatter {
  readonly #words: string[] = [];
  readonly #left: Map<string, unknown>;
  #version: 4 | 6 | undefined;

  constructor(readonly rule: Rule) {
    this.#left = new Map<string, unknown>(Object.entries(rule).filter(([, value]) => value !== undefined));
  }

  text(): string {
    const { protocol } = this.rule;
    const icmp = protocol === 'icmp' || protocol === 'icmpv6';
    if (icmp) this.#version = protocol === 'icmp' ? 4 : 6;
    const known = ACTIONS.find((name) => name === this.rule.action);
    if (known !== undefined) this.#left.delete('action');
    this.#words.push(known ?? 'allow');
    this.#say('protocol', isProtocol, (value) => [String(value)]);
    this.#say('!protocol', isProtocol, (value) => [`!${String(value)}`]);
    if (icmp) {
      this.#icmp('');
      this.#icmp('!');
    }
    this.#say(
      'ip_version',
      (value) => (value === 4 || value === 6) && this.#agrees(value),
      (value) => [`ipv${String(value)}`],
    );
    this.#say('log_prefix', isText, (value) => ['log-prefix', quote(value)]);
    this.#side('from', 'src');
    this.#side('to', 'dst');
    this.#rest();
    return this.#words.join(' ');
  }

  #icmp(not: '' | '!'): void {
    const typed = this.#say(`${not}icmp_type`, isByte, (value) => [`${not}type`, String(value)]);
    if (typed) this.#say(`${not}icmp_code`, isByte, (value) => [`${not}code`, String(value)]);
  }

  #side(word: 'from' | 'to', side: Side): void {
    const at = this.#words.push(word);
    for (const not of ['', '!'] as const) {
      this.#ports(`${not}${side}_ports`, `${not}ports`);
      this.#say(`${not}${side}_tag`, isName, (value) => [`${not}tag`, String(value)]);
      this.#say(`${not}${side}_selector`, isText, (value) => [`${not}selector`, quote(value)]);
      this.#say(
        `${not}${side}_net`,
        (value) => this.#isNetwork(value),
        (value) => [`${not}cidr`, String(value)],
      );
    }
    if (this.#words.length === at) this.#words.pop();
  }

  #ports(key: Key, word: string): void {
    const { protocol } = this.rule;
    if (!isProtocol(protocol) || !PORT_PROTOCOLS.has(String(protocol))) return;
    const value = this.#left.get(key);
    // Felix ignores an empty list, and it has no words.
    if (Array.isArray(value) && value.length === 0) this.#left.delete(key);
    else this.#say(key, isPorts, (ports) => [word, String(ports)]);
  }

  #say(key: Key, sayable: (value: unknown) => boolean, words: (value: unknown) => readonly string[]): boolean {
    const value = this.#left.get(key);
    if (value === undefined || !sayable(value)) return false;
    this.#left.delete(key);
    this.#words.push(...words(value));
    return true;
  }

  #isNetwork(value: unknown): boolean {
    if (typeof value !== 'string' || /\s/.test(value)) return false;
    const network = parseNetwork(value);
    return network !== undefined && this.#agrees(network.version);
  }

  /** The parser rejects words of two IP versions in one rule. */
  #agrees(version: 4 | 6): boolean {
    this.#version ??= version;
    return this.#version === version;
  }

  #rest(): void {
    if (this.#left.size > 0) this.#words.push('with', JSON.stringify(Object.fromEntries(this.#left)));
  }
}

function isProtocol(value: unknown): boolean {
  if (PROTOCOLS.some((name) => name === value)) return true;
  const number = typeof value === 'number' ? String(value) : value;
  return typeof number === 'string' && /^[1-9]\d{0,2}$/.test(number) && Number(number) <= 255;
}

function isByte(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && NAME.test(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isPorts(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const read = readPorts(value.join(','));
  return read.ok && read.value.every((port, index) => port === value[index]);
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

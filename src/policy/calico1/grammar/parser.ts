import * as l10n from '@vscode/l10n';
import { parseNetwork } from '../../model/address';
import { ACTIONS, PORT_PROTOCOLS, PROTOCOLS, RULE_KEYS, type Calico1Action } from '../rule';
import { decodeRule } from '../rule-json';
import { Cursor, STOP } from './cursor';
import { keywords, type Expectation, type Side } from './expectation';
import type { RuleToken } from './lexer';
import type { SyntaxProblem } from './problem';
import { readCidr, readNumber, readObject, readPorts, readTag, type Read } from './values';

/**
 * The accepted grammar: `calicoctl` is what `calicoctl profile NAME rule add` accepts, with values as written, since
 * that command validates them itself; `full` is everything that can be stored, with values parsed.
 */
export type Dialect = 'calicoctl' | 'full';

export interface Parsed {
  /** Present if and only if there are no errors: a rule or, in calicoctl's dialect, the words by rule key. */
  readonly rule?: Readonly<Record<string, unknown>>;
  readonly errors: readonly SyntaxProblem[];
  /** What is expected after the last accepted word. */
  readonly next: readonly Expectation[];
}

/** Parses one rule from its words. `end` is the offset of the end of the text. */
export function parseTokens(tokens: readonly RuleToken[], end: number, dialect: Dialect): Parsed {
  const cursor = new Cursor(tokens, end);
  const draft: Record<string, unknown> = {};
  try {
    new RuleParser(cursor, draft, dialect).rule();
    if (!cursor.done) cursor.unexpected();
  } catch (stop) {
    if (stop !== STOP) throw stop;
  }
  const errors = cursor.problems;
  return { ...(errors.length === 0 && { rule: draft }), errors, next: cursor.expected };
}

const ACTION = { calicoctl: keywords('allow', 'deny'), full: keywords(...ACTIONS) };
const PROTOCOL = { calicoctl: keywords('tcp', 'udp', 'icmp', 'icmpv6'), full: keywords(...PROTOCOLS) };
const NOT_PROTOCOL = keywords(...PROTOCOLS.map((name) => `!${name}` as const));
const IP_VERSION = keywords('ipv4', 'ipv6');
const LOG_PREFIX = keywords('log-prefix');
const FROM = keywords('from');
const TO = keywords('to');
const WITH = keywords('with');
const ICMP = {
  '': { type: keywords('type'), code: keywords('code') },
  '!': { type: keywords('!type'), code: keywords('!code') },
};
const MATCH = {
  '': { ports: keywords('ports'), tag: keywords('tag'), selector: keywords('selector'), cidr: keywords('cidr') },
  '!': { ports: keywords('!ports'), tag: keywords('!tag'), selector: keywords('!selector'), cidr: keywords('!cidr') },
};
const PREFIXES = { calicoctl: [''], full: ['', '!'] } as const;
const PROTOCOL_NUMBER: Expectation = { kind: 'value', value: 'protocol' };
const NOT_PROTOCOL_NUMBER: Expectation = { kind: 'value', value: 'not-protocol' };

/** One method for each phrase of the grammar, in call order. */
class RuleParser {
  /** The IP version that the rule is limited to so far, by icmp, icmpv6, ipv4, ipv6 or a CIDR. */
  #version: 4 | 6 | undefined;

  constructor(
    readonly cursor: Cursor,
    readonly draft: Record<string, unknown>,
    readonly dialect: Dialect,
  ) {}

  rule(): void {
    const full = this.dialect === 'full';
    const action = this.cursor.keyword<Calico1Action>(ACTION[this.dialect]);
    if (action === undefined) this.cursor.unexpected();
    this.draft['action'] = action;
    this.#protocol();
    if (full) this.#negatedProtocol();
    this.#icmp('');
    if (full) {
      this.#icmp('!');
      this.#ipVersion();
      this.#logPrefix();
    }
    if (this.cursor.keyword(FROM)) this.#side('src');
    if (this.cursor.keyword(TO)) this.#side('dst');
    if (full) this.#furtherKeys();
  }

  #protocol(): void {
    const full = this.dialect === 'full';
    const name = this.cursor.keyword<(typeof PROTOCOLS)[number]>(PROTOCOL[this.dialect]);
    const number = name === undefined && full ? this.#protocolNumber() : undefined;
    const protocol = name ?? number;
    if (protocol === undefined) return;
    this.draft['protocol'] = protocol;
    if (protocol === 'icmp') this.#version = 4;
    if (protocol === 'icmpv6') this.#version = 6;
  }

  #protocolNumber(): number | undefined {
    const token = this.cursor.optional(PROTOCOL_NUMBER, (word) => /^\d+$/.test(word));
    if (!token) return undefined;
    const read = readNumber(token.value, l10n.t('a protocol'), 1, 255);
    if (read.ok) return read.value;
    this.cursor.report(token, read.message);
    return undefined;
  }

  #negatedProtocol(): void {
    const name = this.cursor.keyword(NOT_PROTOCOL);
    if (name !== undefined) this.draft['!protocol'] = name.slice(1);
    else {
      const token = this.cursor.optional(NOT_PROTOCOL_NUMBER, (word) => /^!\d+$/.test(word));
      if (!token) return;
      const read = readNumber(token.value.slice(1), l10n.t('a protocol'), 1, 255);
      if (read.ok) this.draft['!protocol'] = read.value;
      else this.cursor.report(token, read.message);
    }
  }

  #icmp(not: '' | '!'): void {
    const { protocol } = this.draft;
    if ((protocol !== 'icmp' && protocol !== 'icmpv6') || !this.cursor.keyword(ICMP[not].type)) return;
    this.#set(`${not}icmp_type`, { kind: 'value', value: 'icmp-type' }, (word) =>
      readNumber(word, l10n.t('an ICMP type'), 0, 255),
    );
    if (!this.cursor.keyword(ICMP[not].code)) return;
    this.#set(`${not}icmp_code`, { kind: 'value', value: 'icmp-code' }, (word) =>
      readNumber(word, l10n.t('an ICMP code'), 0, 255),
    );
  }

  #ipVersion(): void {
    const word = this.cursor.keyword(IP_VERSION);
    if (word === undefined) return;
    const version = word === 'ipv4' ? 4 : 6;
    this.draft['ip_version'] = version;
    this.#agree(version);
  }

  #logPrefix(): void {
    if (this.cursor.keyword(LOG_PREFIX))
      this.#set('log_prefix', { kind: 'value', value: 'log-prefix' }, asIs, 'string');
  }

  #side(side: Side): void {
    for (const not of PREFIXES[this.dialect]) {
      if (PORT_PROTOCOLS.has(String(this.draft['protocol'])) && this.cursor.keyword(MATCH[not].ports)) {
        this.#set(`${not}${side}_ports`, { kind: 'value', value: 'ports', side }, readPorts);
      }
      if (this.cursor.keyword(MATCH[not].tag))
        this.#set(`${not}${side}_tag`, { kind: 'value', value: 'tag', side }, readTag);
      if (this.dialect === 'full' && this.cursor.keyword(MATCH[not].selector)) {
        this.#set(`${not}${side}_selector`, { kind: 'value', value: 'selector', side }, asIs, 'string');
      }
      if (this.cursor.keyword(MATCH[not].cidr)) this.#cidr(`${not}${side}_net`, side);
    }
  }

  #cidr(key: string, side: Side): void {
    this.#set(key, { kind: 'value', value: 'cidr', side }, readCidr);
    const text = this.draft[key];
    const network = typeof text === 'string' && this.dialect === 'full' ? parseNetwork(text) : undefined;
    if (network) this.#agree(network.version);
  }

  /** Felix does not compare the IP versions of CIDRs, but a rule that mixes them is never what its author meant. */
  #agree(version: 4 | 6): void {
    const { previous } = this.cursor;
    this.#version ??= version;
    if (this.#version !== version && previous) {
      this.cursor.report(
        previous,
        l10n.t('This is IPv{0}, but the rule already applies to IPv{1}.', version, this.#version),
      );
    }
  }

  #furtherKeys(): void {
    if (!this.cursor.keyword(WITH)) return;
    const keys = this.cursor.value({ kind: 'value', value: 'keys' }, 'json', readObject);
    const read = decodeRule(keys ?? {});
    if ('problems' in read) {
      for (const problem of read.problems)
        if (this.cursor.previous)
          this.cursor.report(this.cursor.previous, l10n.t('The object after “with” {0}.', problem));
      return;
    }
    for (const [key, value] of Object.entries(read.rule)) {
      // A key already set by words would be set twice.
      if (RULE_KEYS.has(key) && key in this.draft && key !== 'action' && this.cursor.previous) {
        this.cursor.report(this.cursor.previous, l10n.t('The rule already contains {0}.', key));
      } else {
        Object.defineProperty(this.draft, key, { value, enumerable: true, configurable: true, writable: true });
      }
    }
  }

  #set(
    key: string,
    expectation: Expectation,
    read: (word: string) => Read<unknown>,
    kind: RuleToken['kind'] = 'word',
  ): void {
    const value = this.cursor.value(expectation, kind, this.dialect === 'full' ? read : asIs);
    if (value !== undefined) this.draft[key] = value;
  }
}

function asIs(word: string): Read<string> {
  return { ok: true, value: word };
}

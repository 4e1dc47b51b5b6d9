import * as l10n from '@vscode/l10n';
import { formatNetwork, parseNetwork } from '../../model/address';
import { ACTIONS, NAME, PORT_PROTOCOLS, PROTOCOLS, RULE_KEYS } from '../rule';
import { FelixCrash, type Fault, type FaultCode } from './fault';
import { Float, type Json } from './json';
import { parseSelector } from '../../selectors/selector';

/** A valid rule in Felix's normalized form: protocols as text, CIDRs canonical, no nulls. */
export type NormalRule = Readonly<Record<string, Json>>;

/**
 * Validates one rule as Felix 1.4.0 does (common.py), in the same order.
 * @throws FelixCrash for values that terminate Felix's validator.
 */
export function checkRule(stored: Readonly<Record<string, Json>>): {
  readonly faults: readonly Fault[];
  readonly rule: NormalRule;
} {
  const rule = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null));
  const faults: Fault[] = [];
  const fault = (code: FaultCode, message: string) => void faults.push({ code, message });
  const version = asVersion(rule['ip_version']);
  if (rule['ip_version'] !== undefined && version === undefined) {
    fault('bad-ip_version', l10n.t('ip_version must be 4 or 6.'));
    return { faults, rule };
  }
  for (const not of ['', '!'] as const) new Check(rule, not, version, fault).all();
  const unknown = Object.keys(rule).filter((key) => !RULE_KEYS.has(key));
  if (unknown.length > 0)
    fault('unknown-key', l10n.t('Felix does not support the key {0} in a rule.', unknown.join(', ')));
  return { faults, rule };
}

/** Checks one rule's positive (`''`) or negated (`'!'`) keys and normalizes their values. */
class Check {
  /** As stored: the positive protocol also governs negated ports. */
  readonly #protocol: Json | undefined;

  constructor(
    readonly rule: Record<string, Json>,
    readonly not: '' | '!',
    readonly version: 4 | 6 | undefined,
    readonly fault: (code: FaultCode, message: string) => void,
  ) {
    this.#protocol = rule['protocol'];
  }

  all(): void {
    this.#protocols();
    for (const side of ['src', 'dst']) this.#selector(`${this.not}${side}_selector`);
    for (const side of ['src', 'dst']) this.#tag(`${this.not}${side}_tag`);
    this.#logPrefix();
    for (const side of ['src', 'dst']) this.#net(`${this.not}${side}_net`);
    for (const side of ['src', 'dst']) this.#ports(`${this.not}${side}_ports`);
    this.#action();
    this.#icmp();
  }

  #protocols(): void {
    const key = `${this.not}protocol`;
    const value = this.rule[key];
    if (value !== undefined) {
      if (isKnown(value, isKernelProtocol)) this.rule[key] = pythonText(value);
      else
        this.fault(
          'bad-protocol',
          l10n.t(
            '{0} {1} is neither a protocol that Felix supports nor a number from 1 to 255.',
            key,
            pythonText(value),
          ),
        );
    }
    if (this.version === 4 && this.#protocol === 'icmpv6')
      this.fault('icmpv6-with-ip_version-4', l10n.t('icmpv6 can’t be used with IPv4.'));
    if (this.version === 6 && this.#protocol === 'icmp')
      this.fault('icmp-with-ip_version-6', l10n.t('icmp can’t be used with IPv6.'));
  }

  #selector(key: string): void {
    const value = this.rule[key];
    if (value === undefined) return;
    if (typeof value !== 'string') throw new FelixCrash(l10n.t('{0} is not a string.', key));
    if (!parseSelector(value)) this.fault('bad-selector', l10n.t('{0} “{1}” is not a valid selector.', key, value));
  }

  #tag(key: string): void {
    const value = this.rule[key];
    if (value === undefined) return;
    if (typeof value !== 'string') throw new FelixCrash(l10n.t('{0} is not a string.', key));
    if (!isId(value))
      this.fault(
        'bad-tag',
        l10n.t(
          '{0} “{1}” is not a valid tag. Tags consist of letters, digits, dots, dashes and underscores.',
          key,
          value,
        ),
      );
  }

  #logPrefix(): void {
    const value = this.rule['log_prefix'];
    if (value === undefined) return;
    if (typeof value !== 'string') this.fault('bad-log_prefix', l10n.t('log_prefix must be a string.'));
    else this.rule['log_prefix'] = value.replace(/[^a-zA-Z0-9_:-]/g, '_').slice(0, 27);
  }

  #net(key: string): void {
    const value = this.rule[key];
    if (value === undefined) return;
    const network = typeof value === 'string' ? parseNetwork(value) : undefined;
    if (network && (this.version === undefined || network.version === this.version))
      this.rule[key] = formatNetwork(network);
    else
      this.fault(
        'bad-net',
        l10n.t(
          '{0} {1} is not a valid CIDR{2}.',
          key,
          pythonText(value),
          this.version ? l10n.t(' for IPv{0}', this.version) : '',
        ),
      );
  }

  #ports(key: string): void {
    const value = this.rule[key];
    if (value === undefined) return;
    if (!Array.isArray(value)) {
      this.fault('ports-not-a-list', l10n.t('{0} must be an array.', key));
      return;
    }
    if (!hasPorts(this.#protocol))
      this.fault('ports-need-a-port-protocol', l10n.t('{0} requires a protocol with ports, such as tcp or udp.', key));
    for (const port of value) {
      if (!isPort(port))
        this.fault(
          'bad-port',
          l10n.t(
            '{0} contains {1}, which is neither a port from 0 to 65535 nor a range "lo:hi" with lo < hi.',
            key,
            pythonText(port),
          ),
        );
    }
  }

  #action(): void {
    const value = this.rule[`${this.not}action`];
    if (value === undefined || isKnown(value, (text) => ACTIONS.some((action) => action === text))) return;
    this.fault(
      'bad-action',
      l10n.t('{0} is not a valid action. Felix supports {1}.', pythonText(value), ACTIONS.join(', ')),
    );
  }

  #icmp(): void {
    const type = this.rule[`${this.not}icmp_type`];
    const code = this.rule[`${this.not}icmp_code`];
    if (type !== undefined) {
      if (!isInteger(type)) this.fault('icmp_type-not-an-integer', l10n.t('The ICMP type must be a whole number.'));
      else if (!isByte(type)) this.fault('icmp_type-out-of-range', l10n.t('The ICMP type must be from 0 to 255.'));
    }
    if (code === undefined) return;
    if (!isInteger(code)) this.fault('icmp_code-not-an-integer', l10n.t('The ICMP code must be a whole number.'));
    else if (!isByte(code)) this.fault('icmp_code-out-of-range', l10n.t('The ICMP code must be from 0 to 255.'));
    if (type === undefined) this.fault('icmp_code-without-icmp_type', l10n.t('An ICMP code requires an ICMP type.'));
  }
}

/** Felix's pattern ends in `$`, which in Python also matches before a trailing line feed. */
export function isId(text: string): boolean {
  return NAME.test(text.endsWith('\n') ? text.slice(0, -1) : text);
}

/** Formats a value as Python's `str()` does. */
export function pythonText(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Float) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  return JSON.stringify(value);
}

/** Membership in a Python set: a list or an object is not hashable, which terminates Felix. */
function isKnown(value: Json, test: (text: string | number) => boolean): boolean {
  if (typeof value === 'object' && value !== null && !(value instanceof Float)) throw new FelixCrash('unhashable');
  if (typeof value === 'boolean') return test(value ? 1 : 0);
  return test(value instanceof Float ? value.value : (value ?? ''));
}

function isKernelProtocol(value: string | number): boolean {
  if (PROTOCOLS.some((name) => name === value)) return true;
  return typeof value === 'number'
    ? isByte(value) && value !== 0
    : /^[1-9]\d{0,2}$/.test(value) && Number(value) <= 255;
}

function hasPorts(protocol: Json | undefined): boolean {
  const plain = protocol instanceof Float ? protocol.value : protocol;
  return (typeof plain === 'string' || typeof plain === 'number') && PORT_PROTOCOLS.has(String(plain));
}

function asVersion(value: Json | undefined): 4 | 6 | undefined {
  const number = value instanceof Float ? value.value : value;
  return number === 4 || number === 6 ? number : undefined;
}

/** Booleans are integers in Python. */
function isInteger(value: Json): value is number | boolean {
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value));
}

function isByte(value: number | boolean): boolean {
  return Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) <= 255;
}

function isPort(port: Json): boolean {
  if (isInteger(port)) return Number(port) >= 0 && Number(port) <= 65535;
  const range = typeof port === 'string' ? /^\s*([+-]?\d+)\s*:\s*([+-]?\d+)\s*$/.exec(port) : null;
  if (!range) return false;
  const [low, high] = [Number(range[1]), Number(range[2])];
  return low >= 0 && low < high && high <= 65535;
}

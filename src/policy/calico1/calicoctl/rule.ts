import * as l10n from '@vscode/l10n';
import { formatNetwork, parseNetwork } from '../../model/address';
import { rulesEqual } from '../equality';
import { isObject, Float, type Json } from '../felix/json';
import { formatRule } from '../grammar';
import { NAME, type Rule } from '../rule';
import { plain, pythonInt, pythonItems, pythonPrint } from './python/python';

/** A stored rule with its values as stored. */
export type RawRule = Readonly<Record<string, Json>>;

/** The keys that pycalico knows; it accepts any value for a selector. */
const KNOWN: ReadonlySet<string> = new Set([
  'protocol',
  'src_tag',
  'src_selector',
  'src_ports',
  'src_net',
  'dst_tag',
  'dst_selector',
  'dst_ports',
  'dst_net',
  'icmp_type',
  'icmp_code',
  'action',
]);

export function unknownKeys(rule: RawRule | Rule): string[] {
  return Object.keys(rule).filter((key) => !KNOWN.has(key));
}

/** Returns why calicoctl would crash on a rule; undefined if it can read it. Unknown keys are accepted. */
export function objection(value: Json): string | undefined {
  if (!isObject(value)) return l10n.t('a rule is not an object');
  for (const [key, item] of Object.entries(value)) {
    const wrong = KNOWN.has(key) ? objectionTo(key, item) : undefined;
    if (wrong !== undefined)
      return l10n.t('a rule has {0} {1}, which is not {2}', key, JSON.stringify(plain(item)), wrong);
  }
  return undefined;
}

/** Returns what calicoctl expects as the value of a known key; undefined if the value is readable. */
export function objectionTo(key: string, value: Json): string | undefined {
  switch (key) {
    case 'action':
      return value === 'allow' || value === 'deny' ? undefined : l10n.t('allow or deny');
    case 'protocol':
      return [null, 'tcp', 'udp', 'icmp', 'icmpv6'].includes(value as string | null)
        ? undefined
        : l10n.t('tcp, udp, icmp or icmpv6');
    case 'src_tag':
    case 'dst_tag':
      // Python's `$` also matches before a trailing line feed.
      return typeof value === 'string' && NAME.test(value.replace(/\n$/, '')) ? undefined : l10n.t('a tag');
    case 'src_net':
    case 'dst_net':
      return typeof value === 'string' && parseNetwork(value) ? undefined : l10n.t('a CIDR');
    case 'src_ports':
    case 'dst_ports':
      return pythonItems(value)?.every((port) => storedPort(port) !== undefined)
        ? undefined
        : l10n.t('a list of ports');
    case 'icmp_type':
    case 'icmp_code': {
      const number = pythonInt(value);
      return number !== undefined && number >= 0 && number < 255 ? undefined : l10n.t('a number from 0 to 254');
    }
    default:
      return undefined;
  }
}

/** The stored form of a port: a number, or a range "lo:hi" with lo < hi. */
function storedPort(value: Json): number | string | undefined {
  const range = typeof value === 'string' ? /^\s*(\d+)\s*:\s*(\d+)\s*$/.exec(value) : null;
  if (range) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    return low < high && high <= 65535 ? `${low}:${high}` : undefined;
  }
  const port = pythonInt(value);
  return port !== undefined && port >= 0 && port <= 65535 ? port : undefined;
}

/** Returns the rule as calicoctl writes it: CIDRs complete, ports as numbers. Unknown keys are kept. */
export function writtenRule(rule: RawRule): Rule {
  return Object.fromEntries(
    Object.entries(rule).map(([key, value]) => {
      if (key === 'src_net' || key === 'dst_net') return [key, networkText(value)];
      if (key === 'src_ports' || key === 'dst_ports') return [key, (pythonItems(value) ?? []).map(storedPort)];
      return [key, plain(value)];
    }),
  );
}

/** Whether pycalico considers two rules equal: all keys, with Python's equality of values. */
export function sameRule(a: RawRule, b: RawRule): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    rulesEqual(comparable(a), comparable(b)) &&
    keys.every((key) => Object.hasOwn(b, key))
  );
}

/** In Python, 8 equals 8.0, and 1 and 0 equal True and False. */
function comparable(rule: RawRule): Rule {
  const number = (value: Json): unknown =>
    typeof value === 'boolean' ? Number(value) : value instanceof Float ? value.value : value;
  const entries = Object.entries(rule).map(
    ([key, value]) => [key, Array.isArray(value) ? value.map(number) : number(value)] as const,
  );
  return Object.fromEntries(entries);
}

/**
 * Formats a rule as `rule show` does: pycalico omits selectors. It can't show a rule with unknown keys at all; such a
 * rule is printed whole here. Undefined for a rule that crashes pycalico: no action, or a null protocol.
 */
export function shownRule(rule: RawRule): string | undefined {
  if (typeof rule['action'] !== 'string' || rule['protocol'] === null) return undefined;
  if (unknownKeys(rule).length > 0) return formatRule(writtenRule(rule));
  const words = [rule['action']];
  const say = (word: string, value: Json | undefined) =>
    value !== undefined && words.push(...(word ? [word] : []), pythonPrint(value));
  say('', rule['protocol']);
  say('type', rule['icmp_type']);
  say('code', rule['icmp_code']);
  for (const [word, side] of [
    ['from', 'src'],
    ['to', 'dst'],
  ] as const) {
    if (![`${side}_ports`, `${side}_tag`, `${side}_net`].some((key) => key in rule)) continue;
    words.push(word);
    const ports = rule[`${side}_ports`];
    if (ports !== undefined) words.push('ports', (pythonItems(ports) ?? []).map(pythonPrint).join(','));
    say('tag', rule[`${side}_tag`]);
    const net = rule[`${side}_net`];
    if (net !== undefined) words.push('cidr', networkText(net));
  }
  return words.join(' ');
}

function networkText(value: Json): string {
  const network = typeof value === 'string' ? parseNetwork(value) : undefined;
  return network ? formatNetwork(network) : String(plain(value));
}

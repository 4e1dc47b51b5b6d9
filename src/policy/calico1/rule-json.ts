import { isRecord } from '../../base/json';
import * as l10n from '@vscode/l10n';
import { parseNetwork } from '../model/address';
import { readPorts } from './grammar/values';
import { ACTIONS, PROTOCOLS, RULE_KEYS, type Rule } from './rule';

/** A rule decoded from its stored JSON, or the reason why it can't be decoded. */
export type DecodedRule = { readonly rule: Rule } | { readonly problems: readonly string[] };

/**
 * Decodes one stored rule. Keeps unknown keys; a known key that is null counts as absent, as in Felix; a known key with
 * a meaningless value makes the rule unreadable.
 */
export function decodeRule(value: unknown): DecodedRule {
  if (!isRecord(value)) return { problems: [l10n.t('is not an object: {0}', show(value))] };
  const entries = Object.entries(value).filter(([key, item]) => item !== null || !RULE_KEYS.has(key));
  const problems = entries.flatMap(([key, item]) => {
    const expected = expectationOf(key.replace(/^!/, ''), item);
    return RULE_KEYS.has(key) && expected !== undefined
      ? [l10n.t('has {0} {1}, which is not {2}', key, show(item), expected)]
      : [];
  });
  return problems.length > 0 ? { problems } : { rule: Object.fromEntries(entries) };
}

/** Returns the expected kind of value for a key if the value is of another kind. */
function expectationOf(key: string, value: unknown): string | undefined {
  switch (key) {
    case 'action':
      return ACTIONS.some((action) => action === value) ? undefined : l10n.t('one of {0}', ACTIONS.join(', '));
    case 'protocol':
      return isProtocol(value) ? undefined : l10n.t('a protocol');
    case 'src_net':
    case 'dst_net':
      return typeof value === 'string' && parseNetwork(value) ? undefined : l10n.t('a CIDR');
    case 'src_ports':
    case 'dst_ports':
      return Array.isArray(value) && value.every(isPort) ? undefined : l10n.t('an array of ports');
    case 'icmp_type':
    case 'icmp_code':
      return isWhole(value, 0, 255) ? undefined : l10n.t('a number from 0 to 255');
    case 'ip_version':
      return value === 4 || value === 6 ? undefined : l10n.t('4 or 6');
    default:
      return typeof value === 'string' ? undefined : l10n.t('a string');
  }
}

function isProtocol(value: unknown): boolean {
  if (typeof value === 'string' && /^\d+$/.test(value)) return isWhole(Number(value), 1, 255);
  return isWhole(value, 1, 255) || PROTOCOLS.some((name) => name === value);
}

function isPort(value: unknown): boolean {
  return (
    isWhole(value, 0, 65535) ||
    (typeof value === 'string' && value.includes(':') && !value.includes(',') && readPorts(value.trim()).ok)
  );
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

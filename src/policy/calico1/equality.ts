import { sameJson } from '../../base/json';
import { parseNetwork, sameNetwork } from '../model/address';
import type { Rule } from './rule';

/**
 * Whether calicoctl considers two rules equal: every key is equal, CIDRs by the addresses they cover (`10.0.0.5/8`
 * equals `10.0.0.0/8`), port lists in order. In addition, rules that Felix can't tell apart are equal: no action and
 * `allow`, an empty port list and none, protocol 6 as number and as text.
 */
export function rulesEqual(a: Rule, b: Rule): boolean {
  if (a === b) return true;
  const left = criteria(a);
  const right = criteria(b);
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    if (!right.has(key) || !valuesEqual(key, value, right.get(key))) return false;
  }
  return true;
}

/** The 0-based index of the first rule equal to `rule`, or -1. */
export function indexOfRule(rules: readonly Rule[], rule: Rule): number {
  return rules.findIndex((other) => rulesEqual(other, rule));
}

function criteria(rule: Rule): Map<string, unknown> {
  const found = new Map<string, unknown>([['action', 'allow']]);
  for (const [key, value] of Object.entries(rule)) {
    const empty = value === undefined || (Array.isArray(value) && value.length === 0 && key.endsWith('_ports'));
    if (!empty) found.set(key, value);
  }
  return found;
}

function valuesEqual(key: string, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (key.endsWith('_net') && typeof a === 'string' && typeof b === 'string') {
    const left = parseNetwork(a);
    const right = parseNetwork(b);
    return left !== undefined && right !== undefined && sameNetwork(left, right);
  }
  if (key.endsWith('protocol')) return String(a) === String(b);
  return sameJson(a, b);
}

import * as l10n from '@vscode/l10n';
import { isRecord, parseJson } from '../../base/json';
import { decodeProfile } from './profile';
import type { Rule } from './rule';

/** The name of a policy: policies of different tiers may share their last part. */
export interface PolicyId {
  readonly tier: string;
  readonly name: string;
}

/** A decoded policy of a tier. Immutable: edits return new ones and keep unknown parts of the stored JSON. */
export interface TieredPolicy extends PolicyId {
  readonly kind: 'policy';
  /** As written. It need not be valid: Felix ignores a policy whose selector it can't read. */
  readonly selector: string;
  /** Policies are evaluated in ascending order. Undefined: after all that have one. */
  readonly order: number | undefined;
  readonly inbound: readonly Rule[];
  readonly outbound: readonly Rule[];
  /** The stored JSON that this was decoded from; undefined for a new policy. */
  readonly stored: string | undefined;
}

/** A policy whose stored JSON can't be decoded: shown as raw text, never overwritten by a command. */
export interface BrokenPolicy extends PolicyId {
  readonly kind: 'broken';
  /** One sentence for each problem. */
  readonly problems: readonly string[];
  readonly stored: string;
}

/** Felix 1.4's word for an order after all others (`common.py`). */
const LAST = 'default';

/** Decodes a policy from its key's value. A missing list of rules counts as empty, as Go writers omit empty lists. */
export function decodePolicy({ tier, name }: PolicyId, stored: string): TieredPolicy | BrokenPolicy {
  const rules = decodeProfile(name, { rules: stored, tags: undefined, labels: undefined });
  const document = rules.kind === 'profile' ? parseJson(stored) : undefined;
  const { selector, order } = isRecord(document) ? document : { selector: '', order: undefined };
  const problems = [
    ...(rules.kind === 'broken' ? rules.problems : []),
    ...(typeof selector === 'string' ? [] : [l10n.t('The policy has no selector.')]),
    ...(isOrder(order) ? [] : [l10n.t('The order is neither a number nor “default”.')]),
  ];
  if (rules.kind === 'broken' || typeof selector !== 'string' || problems.length > 0)
    return { kind: 'broken', tier, name, problems, stored };
  const { inbound, outbound } = rules;
  return {
    kind: 'policy',
    tier,
    name,
    selector,
    order: typeof order === 'number' ? order : undefined,
    inbound,
    outbound,
    stored,
  };
}

/** Encodes a policy. Keeps everything else in the stored document, and the way an unchanged order is written. */
export function encodePolicy({ stored, selector, order, inbound, outbound }: TieredPolicy): string {
  const parsed = stored === undefined ? undefined : parseJson(stored);
  const { order: written, ...base } = isRecord(parsed) ? parsed : {};
  const before = typeof written === 'number' ? written : undefined;
  const kept = order === before ? written : order;
  return JSON.stringify({
    ...base,
    ...(kept !== undefined && kept !== null && { order: kept }),
    selector,
    inbound_rules: inbound,
    outbound_rules: outbound,
  });
}

function isOrder(order: unknown): boolean {
  return order === undefined || order === null || order === LAST || typeof order === 'number';
}

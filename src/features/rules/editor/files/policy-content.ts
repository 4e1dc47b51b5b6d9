import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../../../cluster/connection/opened';
import type { Connected } from '../../../../app/commands';
import type { DocumentAddress } from '../../../../app/rules-uri/address';
import { sameJson } from '../../../../base/json';
import { ClusterError } from '../../../../cluster/connection/errors';
import { dataOf } from '../../../../cluster/model/indexes';
import { policyNamed } from '../../../../cluster/model/policies';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { changedPolicy, formatPolicy } from '../../../../policy/calico1/document';
import { decodePolicy, encodePolicy, type PolicyId, type TieredPolicy } from '../../../../policy/calico1/policy';
import { checkedDocument } from './errors';

/** The content of a policy's document: its rules, or its stored text. */
export type PolicyContent =
  | { readonly kind: 'policy'; readonly text: string; readonly policy: TieredPolicy }
  | { readonly kind: 'policyText'; readonly text: string; readonly id: PolicyId; readonly raw: string };

const PARTS = ['selector', 'order', 'inbound', 'outbound'] as const;

/** Returns the current content of a policy's document; undefined if there is none, or its rules are unreadable. */
export function policyContentOf(
  id: PolicyId,
  of: DocumentAddress['of'],
  snapshot: Snapshot,
): PolicyContent | undefined {
  const policy = policyNamed(id, dataOf(snapshot.policy));
  if (!policy) return undefined;
  if (of === 'policy') return { kind: 'policyText', text: policy.stored ?? '', id, raw: policy.stored ?? '' };
  return policy.kind === 'policy' ? contentOfPolicy(policy) : undefined;
}

/**
 * Stores a policy's document by compare-and-swap, like a profile's.
 * @throws ClusterError if the text is invalid, or the policy no longer exists.
 */
export async function storePolicy(
  text: string,
  opened: Extract<PolicyContent, { kind: 'policy' }>,
  cluster: Connected['cluster'],
): Promise<PolicyContent | 'conflict'> {
  const { policy } = opened;
  const wanted = changedPolicy(checkedDocument(text, opened), policy);
  const conflicts: boolean[] = [];
  const outcome = await datastoreOf(cluster).texts.update({ ...idOf(policy), kind: 'policy' }, (stored) => {
    const current = decodePolicy(policy, stored);
    // A part may already have the new value: of two writes, the second one lost its race.
    const conflict =
      current.kind === 'broken' ||
      !PARTS.every((part) => sameJson(current[part], policy[part]) || sameJson(current[part], wanted[part]));
    conflicts.push(conflict);
    if (conflict || PARTS.every((part) => sameJson(current[part], wanted[part]))) return undefined;
    return encodePolicy({ ...wanted, stored });
  });
  if (outcome === 'not-found') throw gone(policy);
  return conflicts.at(-1) === true ? 'conflict' : contentOfPolicy(wanted);
}

/** Stores a policy's raw text, to repair an unreadable one. */
export async function storePolicyText(
  text: string,
  { id, raw }: Extract<PolicyContent, { kind: 'policyText' }>,
  cluster: Connected['cluster'],
): Promise<PolicyContent | 'conflict'> {
  const repaired = text.trim();
  const read = decodePolicy(id, repaired);
  if (read.kind === 'broken')
    throw new ClusterError(
      'invalid',
      read.problems.join(' '),
      l10n.t('Nothing was saved. Correct the error and save again.'),
    );
  const done = await datastoreOf(cluster).texts.replace({ ...idOf(id), kind: 'policy' }, raw, repaired);
  if (done.kind === 'done') return { kind: 'policyText', text: repaired, id, raw: repaired };
  if (done.current === undefined) throw gone(id);
  return 'conflict';
}

function contentOfPolicy(policy: TieredPolicy): PolicyContent {
  return { kind: 'policy', text: formatPolicy(policy), policy };
}

function idOf({ tier, name }: PolicyId): PolicyId {
  return { tier, name };
}

function gone({ name }: PolicyId): ClusterError {
  return new ClusterError(
    'not-found',
    l10n.t('The policy {0} no longer exists: someone else removed it.', name),
    l10n.t('Nothing was saved, and the text stays in the editor. Create the policy again, then save.'),
  );
}

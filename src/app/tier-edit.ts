import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../cluster/connection/opened';
import { isRecord, parseJson } from '../base/json';
import { ClusterError } from '../cluster/connection/errors';
import type { ResourceObject, TextObject } from '../cluster/etcd/change';
import { dataOf } from '../cluster/model/indexes';
import { policyNamed } from '../cluster/model/policies';
import type { Snapshot } from '../cluster/model/snapshot';
import { decodePolicy, encodePolicy, type PolicyId, type TieredPolicy } from '../policy/calico1/policy';
import type { AlreadyPresent, ChangedRules, Invalid, NotFound, OutOfRange } from '../policy/calico1/rule-list';
import type { Direction, Rule } from '../policy/calico1/rule';
import type { Connected } from './commands';
import { outcomeOf, type Outcome } from './policy-edit';

/** A policy, or a tier, of Calico 1 or 2. */
export type TierObject = Exclude<TextObject, ResourceObject>;

/** All results that an edit of a list of rules can have. */
type ListEdit = ChangedRules | Refused;

type Refused = AlreadyPresent | OutOfRange | NotFound | Invalid;

/**
 * Edits a policy in the cluster by compare-and-swap. After a lost race the policy is read again and the edit is applied
 * to its new state.
 * @throws ClusterError if the policy no longer exists or can't be read. Nothing is changed in these cases.
 */
async function editPolicy(
  { cluster }: Pick<Connected, 'cluster'>,
  { tier, name }: PolicyId,
  edit: (policy: TieredPolicy) => TieredPolicy | undefined,
): Promise<void> {
  const outcome = await datastoreOf(cluster).texts.update({ kind: 'policy', tier, name }, (stored) => {
    const policy = decodePolicy({ tier, name }, stored);
    if (policy.kind === 'broken') throw unreadable(name, policy.problems);
    const edited = edit(policy);
    return edited && edited !== policy ? encodePolicy(edited) : undefined;
  });
  if (outcome === 'not-found') throw goneError({ kind: 'policy', tier, name });
}

/** Edits the rules of one direction of a policy, as {@link editPolicy} does. */
export function editPolicyRules(
  cluster: Pick<Connected, 'cluster'>,
  id: PolicyId,
  direction: Direction,
  edit: (rules: readonly Rule[]) => ListEdit,
): Promise<Outcome> {
  return editBothDirections(cluster, id, (policy) => {
    const result = edit(policy[direction]);
    return result.kind === 'changed' ? { kind: 'changed', lists: { ...policy, [direction]: result.rules } } : result;
  });
}

/** Edits the rules of both directions of a policy, as {@link editPolicy} does. */
export async function editBothDirections(
  cluster: Pick<Connected, 'cluster'>,
  id: PolicyId,
  edit: (policy: TieredPolicy) => { readonly kind: 'changed'; readonly lists: TieredPolicy } | Refused,
): Promise<Outcome> {
  const results: ReturnType<typeof edit>[] = [];
  await editPolicy(cluster, id, (policy) => {
    const result = edit(policy);
    results.push(result);
    return result.kind === 'changed' ? result.lists : undefined;
  });
  // The last result counts: it was applied to the state that was finally replaced.
  return outcomeOf(results.at(-1) ?? { kind: 'not-found' });
}

/** Encodes the metadata of a tier. Keeps everything else in the stored document. */
export function tierMetadata(order: number | undefined, stored = '{}'): string {
  const read = parseJson(stored);
  const { order: _before, ...rest } = isRecord(read) ? read : {};
  return JSON.stringify(order === undefined ? rest : { ...rest, order });
}

/** Replaces the order of a policy or a tier. @throws ClusterError if it no longer exists. */
export async function setOrder(
  { cluster }: Pick<Connected, 'cluster'>,
  object: TierObject,
  order: number | undefined,
): Promise<void> {
  if (object.kind === 'policy') return editPolicy({ cluster }, object, (policy) => ({ ...policy, order }));
  const { texts } = datastoreOf(cluster);
  // A tier need not have metadata.
  if ((await texts.update(object, (stored) => tierMetadata(order, stored))) !== 'not-found') return;
  if ((await texts.replace(object, undefined, tierMetadata(order))).kind !== 'done') throw goneError(object);
}

/**
 * Returns the policy with a name.
 * @throws ClusterError if there is no such policy, or it can't be read.
 */
export function requirePolicy(id: PolicyId, snapshot: Snapshot): TieredPolicy {
  const policy = policyNamed(id, dataOf(snapshot.policy));
  if (!policy) throw goneError({ ...id, kind: 'policy' });
  if (policy.kind === 'broken') throw unreadable(id.name, policy.problems);
  return policy;
}

/** Returns the error for a policy or a tier that no longer exists. */
export function goneError({ kind, name }: TierObject): ClusterError {
  return new ClusterError(
    'not-found',
    kind === 'policy'
      ? l10n.t('The policy {0} no longer exists.', name)
      : l10n.t('The tier {0} no longer exists.', name),
    l10n.t('It was removed by someone else. Nothing was changed.'),
  );
}

function unreadable(name: string, problems: readonly string[]): ClusterError {
  return new ClusterError(
    'invalid',
    l10n.t('The policy {0} can’t be read: {1}', name, problems.join(' ')),
    l10n.t('Repair its stored JSON before you change it. Nothing was changed.'),
  );
}

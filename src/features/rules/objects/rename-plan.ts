import { isRecord, parseJson } from '../../../base/json';
import { readResource } from '../../../policy/datastore';
import { resourceKey, type ResourceId, type StoredResource } from '../../../policy/resources';
import { resourceObject } from '../../../cluster/etcd/change';
import type { TextReplacement } from '../../../cluster/etcd/texts';
import type { ResourceDraft } from '../../../cluster/model/resources';

/** The changes that give an object another name, and what they make of it. */
export interface RenamePlan {
  readonly changes: readonly TextReplacement[];
  readonly drafts: readonly ResourceDraft[];
}

/** Metadata that a new object has, and a renamed one is new. */
export interface NewIdentity {
  readonly uid: string;
  readonly creationTimestamp: string;
}

/** The label by which access to policies is granted for their tier (Calico's RBAC for tiered policies). */
const TIER_LABEL = 'projectcalico.org/tier';

/** Returns the object with another name. Calico has no renaming: it is created and the former one is deleted. */
export function planRename(
  stored: StoredResource,
  name: string,
  identity: NewIdentity,
  tier?: { readonly from: string; readonly to: string },
): RenamePlan | undefined {
  const { id, text, revision } = stored;
  const value = parseJson(text);
  if (!isRecord(value) || !isRecord(value['metadata'])) return undefined;
  const { labels, ...metadata } = value['metadata'];
  const kept =
    isRecord(labels) && tier && labels[TIER_LABEL] === tier.from ? { ...labels, [TIER_LABEL]: tier.to } : labels;
  const json = JSON.stringify({
    ...value,
    metadata: { ...metadata, ...(kept !== undefined && { labels: kept }), name, ...identity },
    ...(tier && isRecord(value['spec']) && { spec: { ...value['spec'], tier: tier.to } }),
  });
  const renamed: ResourceId = { ...id, name };
  const read = readResource(resourceKey(renamed), json, '0')?.read;
  // A policy keeps its name if only its tier gets another.
  const isSame = name === id.name;
  return {
    changes: isSame
      ? [{ object: resourceObject(id), expected: text, wanted: json, revision }]
      : [
          { object: resourceObject(renamed), expected: undefined, wanted: json },
          { object: resourceObject(id), expected: text, wanted: undefined, revision },
        ],
    drafts: [
      ...(isSame ? [] : [{ id, object: undefined }]),
      { id: renamed, object: read?.state === 'decoded' ? read.object : undefined },
    ],
  };
}

/** Returns a tier with another name, and with it all policies of the tier, whose stored names may begin with its own. */
export function planTierRename(
  tier: StoredResource,
  policies: readonly StoredResource[],
  to: string,
  identity: () => NewIdentity,
): RenamePlan | undefined {
  const from = tier.id.name;
  const plans = [
    planRename(tier, to, identity()),
    ...policies.map((policy) => {
      const { name } = policy.id;
      const renamed = name.startsWith(`${from}.`) ? `${to}.${name.slice(from.length + 1)}` : name;
      return planRename(policy, renamed, identity(), { from, to });
    }),
  ];
  const whole = plans.filter((plan) => plan !== undefined);
  if (whole.length < plans.length) return undefined;
  return {
    changes: whole.flatMap(({ changes }) => changes),
    drafts: whole.flatMap(({ drafts }) => drafts),
  };
}

/** Returns the changes that take a plan back. */
export function reversed(changes: readonly TextReplacement[]): readonly TextReplacement[] {
  return changes.map(({ object, expected, wanted }) => ({ object, expected: wanted, wanted: expected })).toReversed();
}

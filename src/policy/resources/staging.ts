import { isRecord, parseJson } from '../../base/json';
import { versionOf, writtenKind, type ResourceId, type ResourceKind } from './kinds';
import { readText } from './read';
import type { PolicyObject } from './stored';

const STAGED: Partial<Readonly<Record<ResourceKind, ResourceKind>>> = {
  NetworkPolicy: 'StagedNetworkPolicy',
  GlobalNetworkPolicy: 'StagedGlobalNetworkPolicy',
  KubernetesNetworkPolicy: 'StagedKubernetesNetworkPolicy',
};

/** Returns the ID of the staged policy for a policy in force; undefined for kinds that can't be staged. */
export function stagedId(id: ResourceId): ResourceId | undefined {
  const kind = STAGED[id.kind];
  return kind && { ...id, kind };
}

/** Returns the ID of the policy in force that a staged one is about; undefined for a policy that isn't staged. */
export function enforcedId(id: ResourceId): ResourceId | undefined {
  const [kind] = Object.entries(STAGED).find(([, staged]) => staged === id.kind) ?? [];
  return kind === undefined ? undefined : { ...id, kind: kind as ResourceKind };
}

/** An object that is not stored yet. */
export interface UnstoredObject {
  readonly json: string;
  readonly object: PolicyObject | undefined;
}

/** What promoting a staged policy does to the policy in force with its name. */
export type Promotion =
  | { readonly kind: 'set'; readonly id: ResourceId; readonly made: UnstoredObject }
  | { readonly kind: 'delete'; readonly id: ResourceId }
  /** Its `stagedAction` neither sets nor deletes. */
  | { readonly kind: 'nothing'; readonly action: string };

/** Metadata that a server or a client gives to each object anew. */
const OF_ONE_OBJECT = ['uid', 'creationTimestamp', 'resourceVersion', 'generation', 'managedFields', 'selfLink'];

/**
 * Returns the staged policy with the rules of a policy in force, or that stages its removal; undefined if its text
 * can't be read. A staged removal holds nothing but its tier.
 * @param text The stored JSON of the policy in force.
 * @param identity Metadata that only a creation sets.
 */
export function stagedCopy(
  { id, text }: { readonly id: ResourceId; readonly text: string },
  action: 'Set' | 'Delete',
  identity: object,
): { readonly id: ResourceId; readonly made: UnstoredObject } | undefined {
  const staged = stagedId(id);
  const value = parseJson(text);
  if (!staged || !isRecord(value)) return undefined;
  const spec: Readonly<Record<string, unknown>> = isRecord(value['spec']) ? value['spec'] : {};
  const kept = action === 'Set' ? spec : 'tier' in spec ? { tier: spec['tier'] } : {};
  return { id: staged, made: objectOf(staged, value, { stagedAction: action, ...kept }, identity) };
}

/**
 * Returns what promoting a staged policy does; undefined if its text can't be read.
 * @param existing The stored JSON of the policy in force with its name, whose metadata stays.
 */
export function promotionOf(
  { id, text }: { readonly id: ResourceId; readonly text: string },
  existing: string | undefined,
  identity: object,
): Promotion | undefined {
  const target = enforcedId(id);
  const value = parseJson(text);
  if (!target || !isRecord(value)) return undefined;
  const { stagedAction = 'Set', ...spec }: Readonly<Record<string, unknown>> = isRecord(value['spec'])
    ? value['spec']
    : {};
  if (stagedAction === 'Delete') return { kind: 'delete', id: target };
  if (stagedAction !== 'Set') return { kind: 'nothing', action: String(stagedAction) };
  const before = existing === undefined ? undefined : parseJson(existing);
  const made = isRecord(before) ? unstored(target, { ...before, spec }) : objectOf(target, value, spec, identity);
  return { kind: 'set', id: target, made };
}

/** Returns metadata without what belongs to one object of one cluster. */
export function portableMetadata(metadata: unknown): Readonly<Record<string, unknown>> {
  const own = Object.entries(isRecord(metadata) ? metadata : {});
  return Object.fromEntries(own.filter(([field]) => !OF_ONE_OBJECT.includes(field)));
}

/** Returns an object with the labels and annotations of another. */
function objectOf(id: ResourceId, like: Readonly<Record<string, unknown>>, spec: object, identity: object) {
  return unstored(id, {
    kind: writtenKind(id.kind),
    apiVersion: versionOf(id.kind),
    metadata: { ...portableMetadata(like['metadata']), ...identity },
    spec,
  });
}

function unstored(id: ResourceId, value: object): UnstoredObject {
  const json = JSON.stringify(value);
  return { json, object: readText(json, id) };
}

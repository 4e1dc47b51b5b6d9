import type { Kind, Subresource } from '../kinds/kind';
import { fieldsOf, listOf, type Fields, type KubeObject } from '../objects';

/** The subresources through which a part of an object is written. */
export type Part = Exclude<Subresource, 'proxy'>;

/** What of a wanted object counts: the status for writes of the status, everything else for others. */
export function prepared(
  kind: Kind,
  old: KubeObject,
  draft: Readonly<Record<string, unknown>>,
  subresource: Part | undefined,
): Record<string, unknown> {
  const metadata = keptMetadata(kind, old, fieldsOf(draft, 'metadata'));
  const status = draft['status'] ?? old['status'];
  if (subresource === 'status') return { ...old, metadata, ...(status !== undefined && { status }) };
  if (subresource === 'finalize') {
    return { ...old, spec: { finalizers: listOf(draft, 'spec', 'finalizers') }, metadata: { ...old.metadata } };
  }
  const next: Record<string, unknown> = { ...draft, metadata };
  if (old['status'] === undefined) delete next['status'];
  else next['status'] = old['status'];
  if (kind.kind === 'Namespace') next['spec'] = old['spec'];
  if (kind.kind === 'Service') next['spec'] = { ...allocationsOf(old), ...fieldsOf(next, 'spec') };
  return next;
}

/** A service keeps its address unless another one is asked for. */
function allocationsOf(old: KubeObject): Fields {
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = fieldsOf(old, 'spec');
  return Object.fromEntries(
    Object.entries({ clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy }).filter(([, value]) => value !== undefined),
  );
}

/** What the server alone sets stays as it is. */
function keptMetadata(kind: Kind, old: KubeObject, given: Fields): Record<string, unknown> {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation, generateName } =
    old.metadata;
  const { labels, annotations, ownerReferences, finalizers, managedFields } = given;
  const stated = given['uid'];
  return {
    name: old.metadata.name,
    ...(generateName !== undefined && { generateName }),
    ...(kind.namespaced && { namespace: old.metadata.namespace }),
    uid: stated ?? uid,
    ...(generation !== undefined && { generation }),
    creationTimestamp,
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
    ...(ownerReferences !== undefined && { ownerReferences }),
    ...(finalizers !== undefined && { finalizers }),
    ...(Array.isArray(managedFields) && { managedFields }),
  };
}

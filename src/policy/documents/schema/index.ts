import { RESOURCE_KINDS, versionOf, writtenKind, type ResourceKind } from '../../resources';
import { CALICO_OBJECTS } from './calico-objects';
import { CALICO_POLICIES } from './calico-policies';
import {
  ADMIN_NETWORK_POLICY,
  BASELINE_NETWORK_POLICY,
  CLUSTER_NETWORK_POLICY,
  NETWORK_POLICY,
  STAGED_KUBERNETES,
} from './kubernetes';
import { resource } from './shared';
import type { ObjectSchema } from './types';

export { elementOf, fieldOf, labelAmong, valueOf } from './descend';
export type { Field, LabelOwner, ObjectSchema, Schema, ValueSchema } from './types';

const SPECS: Partial<Readonly<Record<ResourceKind, ObjectSchema>>> = {
  ...CALICO_POLICIES,
  ...CALICO_OBJECTS,
  StagedKubernetesNetworkPolicy: STAGED_KUBERNETES,
  KubernetesNetworkPolicy: NETWORK_POLICY,
  ClusterNetworkPolicy: CLUSTER_NETWORK_POLICY,
  AdminNetworkPolicy: ADMIN_NETWORK_POLICY,
  BaselineAdminNetworkPolicy: BASELINE_NETWORK_POLICY,
};

/** Kinds whose own labels selectors match. */
const MATCHED: ReadonlySet<ResourceKind> = new Set(['NetworkSet', 'GlobalNetworkSet', 'HostEndpoint']);

const SCHEMAS: ReadonlyMap<ResourceKind, ObjectSchema> = new Map(
  (Object.keys(RESOURCE_KINDS) as ResourceKind[]).flatMap((kind) => {
    const spec = SPECS[kind];
    const { namespaced } = RESOURCE_KINDS[kind];
    const labels = MATCHED.has(kind) ? 'endpoints' : 'own';
    return spec ? [[kind, resource(versionOf(kind), writtenKind(kind), { namespaced, labels, spec })] as const] : [];
  }),
);

/** Returns the schema of a kind of object; undefined for kinds that people don't write. */
export function schemaOf(kind: ResourceKind): ObjectSchema | undefined {
  return SCHEMAS.get(kind);
}

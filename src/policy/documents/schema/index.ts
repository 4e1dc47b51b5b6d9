import { RESOURCE_KINDS, type ResourceKind } from '../../datastore';
import { CALICO_OBJECTS } from './calico-objects';
import { CALICO_POLICIES } from './calico-policies';
import { STAGED_KUBERNETES } from './kubernetes';
import { resource } from './shared';
import type { ObjectSchema } from './types';

export { elementOf, fieldOf, valueOf } from './descend';
export type { Field, ObjectSchema, Schema } from './types';

const SPECS: Partial<Readonly<Record<ResourceKind, ObjectSchema>>> = {
  ...CALICO_POLICIES,
  ...CALICO_OBJECTS,
  StagedKubernetesNetworkPolicy: STAGED_KUBERNETES,
};

const SCHEMAS: ReadonlyMap<ResourceKind, ObjectSchema> = new Map(
  Object.values(RESOURCE_KINDS).flatMap(({ kind, namespaced }) => {
    const spec = SPECS[kind];
    return spec ? [[kind, resource('projectcalico.org/v3', kind, namespaced, spec)] as const] : [];
  }),
);

/** Returns the schema of a kind of object; undefined for kinds that people don't write. */
export function schemaOf(kind: ResourceKind): ObjectSchema | undefined {
  return SCHEMAS.get(kind);
}

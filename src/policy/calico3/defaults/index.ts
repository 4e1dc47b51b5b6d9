import type { CalicoObject, CalicoPolicy, PolicySpec, Staged } from '../objects';
import { compact, compactRule } from './compact';

/**
 * How an object came into the datastore, which decides what was filled in and what was refused: through calicoctl or
 * Calico's API server; to CRDs of `projectcalico.org/v3`; or straight to those of `crd.projectcalico.org/v1`, where
 * nobody fills in anything.
 */
export type Writing = 'api-server' | 'native-crd' | 'raw-crd';

/** The label in which Calico repeats the tier of a policy. */
const TIER_LABEL = 'projectcalico.org/tier';

/** The order that Calico's client gives to a tier without one. */
const TIER_ORDER = 1_000_000;

/** The object as it is stored. */
export function withDefaults(object: CalicoObject, writing: Writing): CalicoObject {
  switch (writing) {
    case 'api-server':
      return withClientDefaults(object);
    case 'native-crd':
      return withAdmissionDefaults(withSchemaDefaults(object));
    case 'raw-crd':
      return object;
  }
}

/**
 * The object as calicoctl or Calico's API server stores it: a policy's types by the rules that there are, the label of
 * its tier, a tier's order and action; nothing that is empty.
 */
export function withClientDefaults(object: CalicoObject): CalicoObject {
  switch (object.kind) {
    case 'NetworkPolicy':
    case 'GlobalNetworkPolicy':
      return labelled({ ...object, spec: typed(written(object.spec ?? {})) });
    case 'StagedNetworkPolicy':
    case 'StagedGlobalNetworkPolicy':
      return labelled({ ...object, spec: staged(written(object.spec ?? {})) });
    case 'Tier':
      return { ...object, spec: { order: TIER_ORDER, defaultAction: 'Deny', ...compact(object.spec ?? {}) } };
    case 'NetworkSet':
    case 'GlobalNetworkSet':
      return { ...object, spec: compact(object.spec ?? {}) };
    case 'HostEndpoint':
      return { ...object, spec: compact(object.spec ?? {}) };
    case 'Profile':
    case 'FelixConfiguration':
      return object;
  }
}

/** The object as the schema of a native CRD fills it in. A missing spec stays missing. */
export function withSchemaDefaults(object: CalicoObject): CalicoObject {
  if (!object.spec) return object;
  switch (object.kind) {
    case 'NetworkPolicy':
    case 'GlobalNetworkPolicy':
      return { ...object, spec: { tier: 'default', ...object.spec } };
    case 'StagedNetworkPolicy':
    case 'StagedGlobalNetworkPolicy':
      return { ...object, spec: { tier: 'default', stagedAction: 'Set', ...object.spec } };
    case 'Tier':
      return { ...object, spec: { defaultAction: 'Deny', ...object.spec } };
    default:
      return object;
  }
}

/** What the admission policies of native CRDs add: types by which lists are there, empty or not, and the label. */
function withAdmissionDefaults(object: CalicoObject): CalicoObject {
  switch (object.kind) {
    case 'NetworkPolicy':
    case 'GlobalNetworkPolicy':
    case 'StagedNetworkPolicy':
    case 'StagedGlobalNetworkPolicy': {
      const { ingress, egress, types = [] } = object.spec ?? {};
      const missing = types.length === 0;
      const found = typesOf(ingress !== undefined, egress !== undefined);
      return labelled({ ...object, spec: { ...object.spec, types: missing ? found : types } });
    }
    default:
      return object;
  }
}

function written<S extends PolicySpec>(spec: S): S {
  const { ingress, egress } = compact(spec);
  return {
    ...compact(spec),
    ...(ingress && { ingress: ingress.map(compactRule) }),
    ...(egress && { egress: egress.map(compactRule) }),
  };
}

function typed<S extends PolicySpec>(spec: S): S {
  const { ingress = [], egress = [], types = [] } = spec;
  return types.length > 0 ? spec : { ...spec, types: typesOf(ingress.length > 0, egress.length > 0) };
}

/** A deletion has no types, and loses those that it had. */
function staged<S extends PolicySpec & Staged>(spec: S): S {
  if (spec.stagedAction !== 'Delete') return typed(spec);
  return Object.fromEntries(Object.entries(spec).filter(([name]) => name !== 'types')) as S;
}

function typesOf(ingress: boolean, egress: boolean): readonly string[] {
  if (!egress) return ['Ingress'];
  return ingress ? ['Ingress', 'Egress'] : ['Egress'];
}

function labelled<T extends CalicoPolicy>(policy: T): T {
  const tier = policy.spec?.tier === undefined || policy.spec.tier === '' ? 'default' : policy.spec.tier;
  const { metadata } = policy;
  return { ...policy, metadata: { ...metadata, labels: { ...metadata.labels, [TIER_LABEL]: tier } } };
}

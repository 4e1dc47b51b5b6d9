import type { CalicoObject, CalicoPolicy, PolicySpec, Staged } from '../objects';
import { compact, compactRule } from './compact';

/**
 * How an object was written, which determines its defaults and validation: through calicoctl or Calico's API server; to
 * CRDs of `projectcalico.org/v3`; or directly to those of `crd.projectcalico.org/v1`, which have no defaults.
 */
export type Writing = 'api-server' | 'native-crd' | 'raw-crd';

/** The label in which Calico repeats the tier of a policy. */
const TIER_LABEL = 'projectcalico.org/tier';

/** The order that Calico's client sets in a tier without one. */
const TIER_ORDER = 1_000_000;

/** Returns the object as it is stored. */
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
 * Returns the object as calicoctl or Calico's API server stores it: with a policy's types derived from its rules, the
 * label of its tier, and a tier's order and action; without empty fields.
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

/** Returns the object with the defaults of a native CRD's schema. A missing spec stays missing. */
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

/**
 * Returns the object with what the admission policies of native CRDs add: types derived from existing lists, even empty
 * ones, and the label.
 */
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

/** A deletion has no types; existing ones are removed. */
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

import type { Path } from '../../src/base/decode';
import { readCalicoObject } from '../../src/policy/calico3/decode';
import { withClientDefaults, withSchemaDefaults } from '../../src/policy/calico3/defaults';
import { validateCalicoObject } from '../../src/policy/calico3/validation';
import { validateKubernetesPolicy } from '../../src/policy/kubernetes/validation';
import type { Finding } from '../../src/policy/objects/finding';
import type { Outcome } from './cases';

/** A Calico v3 object, and the result of both ways into the datastore. */
export interface V3ValidationCase {
  /** The tested field; `rule` and `rule.…` mean a field of a rule anywhere. */
  readonly field: string;
  readonly what: string;
  readonly object: { readonly kind: string };
  readonly accepted: boolean;
  readonly defaulted?: unknown;
  readonly native: {
    readonly accepted: boolean;
    readonly unknownFields?: readonly string[];
    readonly defaulted?: unknown;
  };
}

/** Compares acceptance, the rejected field, dropped fields, and the stored object. */
export function replayV3Validation(recorded: V3ValidationCase): Outcome {
  const { field, what, object, accepted, native } = recorded;
  const id = `${object.kind} ${field}: ${what}`;
  for (const [writing, expected] of [
    ['api-server', accepted],
    ['native-crd', native.accepted],
  ] as const) {
    const refusing = validate(object, writing).filter(({ refuses }) => refuses);
    const reported = refusing.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ');
    if ((refusing.length === 0) !== expected) return { id, failure: `${writing}: ${expected ? reported : 'accepted'}` };
    if (!expected && !refusing.some(({ path }) => concerns(path, field))) {
      return { id, failure: `${writing}: another place, ${reported}` };
    }
  }
  const dropped = validate(object, 'native-crd').filter(({ refuses }) => !refuses);
  if (native.accepted && dropped.length !== (native.unknownFields ?? []).length) {
    return { id, failure: 'other fields are dropped' };
  }
  const { value } = readCalicoObject(object) ?? {};
  if (!value) return { id };
  for (const [ours, theirs] of [
    [withClientDefaults(value), recorded.defaulted],
    [withSchemaDefaults(value), native.defaulted],
  ]) {
    if (theirs !== undefined && text(ours) !== text(theirs)) {
      return { id, failure: `${text(ours)} instead of ${text(theirs)}` };
    }
  }
  return { id };
}

function validate(object: V3ValidationCase['object'], writing: 'api-server' | 'native-crd'): readonly Finding[] {
  if (object.kind !== 'StagedKubernetesNetworkPolicy') return validateCalicoObject(object, writing);
  return validateKubernetesPolicy(object).filter(({ by }) => writing === 'api-server' || by !== 'server');
}

/** Whether a finding is at the field, above it or below it, or at a sibling if two fields exclude each other. */
function concerns(path: Path, field: string): boolean {
  const found = path.filter((step) => typeof step === 'string');
  const [first = '', ...rest] = field.replace(/\[\d+\]/g, '').split('.');
  if (first !== 'rule') return reaches(found, [first, ...rest]);
  const rule = found.findIndex((step) => step === 'ingress' || step === 'egress');
  return rule >= 0 && reaches(['rule', ...found.slice(rule + 1)], ['rule', ...rest]);
}

function reaches(found: readonly string[], wanted: readonly string[]): boolean {
  return wanted.slice(0, -1).every((step, index) => index >= found.length || found[index] === step);
}

/** JSON with sorted keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

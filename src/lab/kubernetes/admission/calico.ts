import type { Path } from '../../../base/decode';
import { isRecord } from '../../../base/json';
import { readCalicoObject } from '../../../policy/calico3/decode';
import { withDefaults } from '../../../policy/calico3/defaults';
import { validateCalicoObject } from '../../../policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../policy/kubernetes/validation';
import type { Finding } from '../../../policy/objects/finding';
import type { Draft } from '../kinds/kind';
import type { Cause } from '../status-error';

/** Fills in what Calico's admission policies do: tier, types and the label of the tier. */
export function calicoDefaults(draft: Draft): void {
  const read = readCalicoObject(draft);
  if (!read?.value) return;
  const { spec, metadata } = withDefaults(read.value, 'native-crd');
  if (spec !== undefined) {
    // Fields that the schema doesn't know are gone; the order of those that stay is the given one.
    const given = isRecord(draft['spec']) ? draft['spec'] : {};
    const filled: Readonly<Record<string, unknown>> = { ...spec };
    draft['spec'] = { ...without(given, unknownIn(draft)), ...missingIn(given, filled) };
  }
  const labels = metadata.labels;
  if (labels && isRecord(draft['metadata'])) draft['metadata'] = { ...draft['metadata'], labels };
}

/** What the defaults add to a spec. */
function missingIn(
  given: Readonly<Record<string, unknown>>,
  filled: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(filled).filter(([name, value]) => value !== undefined && (given[name] ?? '') === ''),
  );
}

/** The unknown fields at the root of a spec. */
function unknownIn(draft: Draft): readonly string[] {
  return warningsOf(validateCalicoObject(draft, 'native-crd')).flatMap(({ path }) =>
    path.length === 2 && path[0] === 'spec' ? [String(path[1])] : [],
  );
}

function without(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function warningsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ refuses }) => !refuses);
}

/** Checks an object of Calico as its native CRDs do, which parse neither selectors nor nets. */
export function calicoCauses(draft: Draft): Cause[] {
  return causesOf(validateCalicoObject(draft, 'native-crd'));
}

/** What an object of Calico states in vain. */
export function calicoWarnings(draft: Draft): string[] {
  return warningsOf(validateCalicoObject(draft, 'native-crd')).map(
    ({ path }) => `unknown field ${JSON.stringify(fieldOf(path))}`,
  );
}

/** Checks a cluster-wide or staged policy as the schema of its CRD does. */
export function schemaCauses(draft: Draft): Cause[] {
  return causesOf(validateKubernetesPolicy(draft).filter(({ by }) => by !== 'server'));
}

/** Metadata is checked for all kinds alike. */
function causesOf(findings: readonly Finding[]): Cause[] {
  return findings
    .filter(({ refuses, path }) => refuses && path[0] !== 'metadata')
    .map(({ path, message }) => ({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${message}`,
      field: fieldOf(path),
    }));
}

/** `spec.ingress[0].action` */
function fieldOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

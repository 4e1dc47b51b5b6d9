import type { Path } from '../../../base/decode';
import { isRecord } from '../../../base/json';
import { readCalicoObject } from '../../../policy/calico3/decode';
import { withDefaults } from '../../../policy/calico3/defaults';
import { validateCalicoObject } from '../../../policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../policy/kubernetes/validation';
import type { Finding } from '../../../policy/objects/finding';
import type { Draft } from '../kinds/kind';
import type { Cause } from '../status-error';

/** Sets what Calico's admission policies do: tier, types and the label of the tier. */
export function admitCalico(draft: Draft): void {
  const read = readCalicoObject(draft);
  const given = draft['spec'];
  if (!read?.value || !isRecord(given)) return;
  const { spec = {}, metadata } = withDefaults(read.value, 'native-crd');
  const missing = Object.entries(spec).filter(([name, value]) => value !== undefined && (given[name] ?? '') === '');
  draft['spec'] = { ...given, ...Object.fromEntries(missing) };
  if (metadata.labels && isRecord(draft['metadata']))
    draft['metadata'] = { ...draft['metadata'], labels: metadata.labels };
}

/** The fields that the schemas of Calico's kinds don't know. */
export function unknownToCalico(draft: Draft): readonly Path[] {
  return unknownOf(validateCalicoObject(draft, 'native-crd'));
}

/** The fields that the schema of a cluster-wide policy doesn't know. */
export function unknownToSchema(draft: Draft): readonly Path[] {
  return unknownOf(validateKubernetesPolicy(draft));
}

function unknownOf(findings: readonly Finding[]): readonly Path[] {
  return findings.flatMap(({ refuses, path }) => (refuses || path[0] !== 'spec' ? [] : [path]));
}

/** Checks an object of Calico as its native CRDs do, which parse neither selectors nor nets. */
export function calicoCauses(draft: Draft): Cause[] {
  return causesOf(validateCalicoObject(draft, 'native-crd'));
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

/** A path as Kubernetes writes it, for example `spec.ingress[0].action`. */
export function fieldOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

import * as l10n from '@vscode/l10n';
import type { Findings } from './finding';
import type { ObjectMeta } from './meta';
import { isSubdomain, labelValueFault, LONGEST_NAME, qualifiedNameFault } from './names';

/** Maximum number of characters of all annotations of an object. */
const LONGEST_ANNOTATIONS = 256 * 1024;

/** Checks `metadata` as every server does: a name, and valid keys and values. */
export function checkMetadata({ name, labels = {}, annotations = {} }: ObjectMeta, findings: Findings): void {
  const at = ['metadata', 'name'];
  if (name === '') findings.schema(at, l10n.t('The object needs a name.'));
  else if (name.length > LONGEST_NAME)
    findings.schema(at, l10n.t('The name is longer than {0} characters.', LONGEST_NAME));
  else if (!isSubdomain(name)) {
    const lower = name.toLowerCase().replaceAll('_', '-');
    const message = l10n.t('The name “{0}” must consist of lowercase letters, digits, “-” and “.”.', name);
    findings.schema(at, message, isSubdomain(lower) ? lower : undefined);
  }
  for (const [key, fault] of annotationFaults(annotations)) findings.schema(['metadata', 'annotations', key], fault);
  for (const [key, value] of Object.entries(labels)) {
    const path = ['metadata', 'labels', key];
    const keyFault = qualifiedNameFault(key);
    if (keyFault !== undefined) findings.schema(path, l10n.t('The label “{0}” {1}.', key, keyFault));
    const valueFault = labelValueFault(value);
    if (valueFault !== undefined) findings.schema(path, l10n.t('The value “{0}” of a label {1}.', value, valueFault));
  }
}

/** Checks annotations by their keys, which are compared in lowercase. */
export function annotationFaults(annotations: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += key.length + value.length;
    const fault = qualifiedNameFault(key.toLowerCase());
    if (fault !== undefined) faults.set(key, l10n.t('The annotation “{0}” {1}.', key, fault));
    else if (size > LONGEST_ANNOTATIONS) {
      faults.set(key, l10n.t('The annotations are longer than {0} characters in total.', LONGEST_ANNOTATIONS));
    }
  }
  return faults;
}

import { metadataCauses } from '../admission/metadata';
import { customCauses } from '../custom/validate';
import { kindSubject, type Draft, type Kind } from '../kinds/kind';
import { textOf, type KubeObject } from '../objects';
import { invalid } from '../status-error';

/**
 * Checks an object that is to be stored.
 * @param old The stored object; undefined for a new one.
 * @throws StatusError 422
 */
export function check(kind: Kind, draft: Draft, old: KubeObject | undefined): void {
  const found = metadataCauses(kind, draft, old);
  const causes = kind.schema
    ? customCauses(kind.schema, draft, found)
    : [...found, ...(kind.validate?.(draft, old) ?? [])];
  if (causes.length > 0) throw invalid(kindSubject(kind, textOf(draft, 'metadata', 'name')), causes);
}

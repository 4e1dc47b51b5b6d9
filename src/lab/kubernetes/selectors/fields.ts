import type { Kind } from '../kinds/kind';
import type { KubeObject } from '../objects';
import { badRequest } from '../status-error';

/**
 * Parses the field selector of a query, for example `spec.nodeName=node-1,status.phase!=Running`.
 * @throws StatusError 400 for bad text, and for fields that the kind can't be selected by.
 */
export function parseFieldSelector(kind: Kind, text: string): (object: KubeObject) => boolean {
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, field, operator, value] = /^([^=!]*)(==|!=|=)(.*)$/.exec(part) ?? [];
      if (field === undefined || value === undefined)
        throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      return { field, negated: operator === '!=', value };
    });
  for (const { field } of requirements) checkField(kind, field);
  return (object) => {
    const { metadata } = object;
    const values: Readonly<Record<string, string>> = {
      'metadata.name': metadata.name,
      'metadata.namespace': metadata.namespace ?? '',
      ...kind.selectable?.(object),
    };
    return requirements.every(({ field, negated, value }) => (values[field] === value) !== negated);
  };
}

/** A made-up object, to learn which fields a kind can be selected by. */
const SAMPLE: KubeObject = { kind: '', apiVersion: '', metadata: { name: '', uid: '', creationTimestamp: '' } };

function checkField({ selectable, namespaced }: Kind, field: string): void {
  const common = namespaced ? ['metadata.name', 'metadata.namespace'] : ['metadata.name'];
  const own = Object.keys(selectable?.(SAMPLE) ?? {});
  if ([...common, ...own].includes(field)) return;
  const list = common.map((name) => JSON.stringify(name)).join(', ');
  throw badRequest(
    selectable
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only ${list}`,
  );
}

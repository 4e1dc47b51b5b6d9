import { fieldsOf, isFields, textOf, type Fields } from '../objects';
import type { ObjectShape } from '../schema/shape';
import { fieldSet } from './apply';
import { compare } from './compare';
import { FieldTree } from './field-tree';
import { ownedPart } from './structure';

/** In this annotation, kubectl keeps what it applied last from the client’s side. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager that kubectl names for server-side apply: it goes on from client-side apply. */
const KUBECTL = 'kubectl';

/** The fields that a manager takes over without a conflict: those that kubectl applied, and that are still the same. */
export function takenOver(shape: ObjectShape, live: Fields, manager: string): FieldTree {
  const text = manager === KUBECTL ? textOf(live, 'metadata', 'annotations', LAST_APPLIED) : undefined;
  const applied = text === undefined ? undefined : parsed(text);
  if (!isFields(applied)) return new FieldTree();
  const { changed, removed } = compare(shape, ownedPart(live, undefined), ownedPart(applied, undefined));
  return fieldSet(shape, ownedPart(applied, undefined)).without(changed).without(removed);
}

/** A text that someone else wrote may be anything. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An applied object whose annotation, if it has one, says what kubectl has applied. */
export function withLastApplied(object: Fields, configuration: Fields, manager: string): Fields {
  const metadata = fieldsOf(object, 'metadata');
  const annotations = fieldsOf(metadata, 'annotations');
  if (manager !== KUBECTL || !Object.hasOwn(annotations, LAST_APPLIED)) return object;
  const applied = `${JSON.stringify(sorted(withoutLastApplied(configuration)))}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: applied } } };
}

function withoutLastApplied(configuration: Fields): Fields {
  const { annotations, ...metadata } = fieldsOf(configuration, 'metadata');
  const { [LAST_APPLIED]: _own, ...others } = isFields(annotations) ? annotations : {};
  const left = Object.keys(others).length > 0 ? { annotations: others } : {};
  return { ...configuration, metadata: { ...metadata, ...left } };
}

/** With the fields of every object in the order of their names, as Go writes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}

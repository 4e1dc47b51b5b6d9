import { KINDS } from '../kinds';
import { fieldsOf, listOf, type Fields } from '../objects';
import { field, message, textField } from './protobuf-writer';
import { operationOf, pathOf, schemaName, schemaOf } from './open-api';

/*
 * OpenAPI v2 for kubectl before 1.27, which reads it in protobuf alone: as the messages of gnostic's `openapi_v2` number
 * their fields. It has what `diff` and `explain` look for: which kinds take a dry run, and the fields of each.
 */

/** The document as JSON. */
export const OPEN_API_V2_JSON = JSON.stringify({
  swagger: '2.0',
  info: { title: 'Kubernetes', version: 'v1.37.2' },
  paths: Object.fromEntries(KINDS.map((kind) => [pathOf(kind), { patch: operationOf(kind) }])),
  definitions: Object.fromEntries(KINDS.map((kind) => [schemaName(kind), schemaOf(kind)])),
});

/** The document in protobuf. */
export const OPEN_API_V2: Buffer = message(
  textField(1, '2.0'),
  field(2, message(textField(1, 'Kubernetes'), textField(2, 'v1.37.2'))),
  field(8, message(...KINDS.map((kind) => field(2, named(pathOf(kind), pathItem(operationOf(kind))))))),
  field(9, message(...KINDS.map((kind) => field(1, named(schemaName(kind), schema(schemaOf(kind))))))),
);

function named(name: string, value: Buffer): Buffer {
  return message(textField(1, name), field(2, value));
}

/** A path that can be patched. */
function pathItem(operation: Fields): Buffer {
  const parameters = listOf(operation, 'parameters').map((parameter) => {
    const query = message(
      textField(2, 'query'),
      textField(4, String(fieldsOf(parameter)['name'])),
      textField(6, 'string'),
    );
    return field(8, message(field(1, message(field(2, message(field(3, query)))))));
  });
  return message(field(8, message(...parameters, ...extensions(13, operation))));
}

function schema(given: Fields): Buffer {
  const { type, format, properties, items, additionalProperties } = given;
  const parts: Buffer[] = [];
  if (typeof format === 'string') parts.push(textField(2, format));
  if (additionalProperties !== undefined)
    parts.push(field(21, message(field(1, schema(fieldsOf(additionalProperties))))));
  // A port is a number or text, which has no type of its own here.
  const single = typeof type === 'string' ? type : format === 'int-or-string' ? 'string' : undefined;
  if (single !== undefined) parts.push(field(22, message(textField(1, single))));
  if (items !== undefined) parts.push(field(23, message(field(1, schema(fieldsOf(items))))));
  if (properties !== undefined) {
    const fields = Object.entries(fieldsOf(properties)).map(([name, value]) =>
      field(1, named(name, schema(fieldsOf(value)))),
    );
    parts.push(field(25, message(...fields)));
  }
  return message(...parts, ...extensions(31, given));
}

/** The extensions of a part: JSON, which is YAML. */
function extensions(number: number, of: Fields): readonly Buffer[] {
  return Object.entries(of)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => field(number, named(name, message(textField(2, `${JSON.stringify(value)}\n`)))));
}

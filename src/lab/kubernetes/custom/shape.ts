import { head } from '../schema/metadata';
import * as shapes from '../schema/shape';
import type { ObjectSchema, Schema } from './schema';

/** How the objects of a custom resource are owned and merged. */
export function customShape(kind: string, { fields }: ObjectSchema): shapes.ObjectShape {
  return shapes.object(kind, { ...head, ...shapesOf(fields) });
}

function shapesOf(fields: ObjectSchema['fields']): Readonly<Record<string, shapes.Shape>> {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, shapeOf(name, schema)]));
}

function shapeOf(name: string, schema: Schema): shapes.Shape {
  switch (schema.type) {
    case 'object':
      return shapes.object(name, shapesOf(schema.fields), { atomic: schema.atomic });
    case 'map':
      return shapes.map(shapeOf(name, schema.of));
    case 'list':
      return { type: 'list', of: shapeOf(name, schema.of), identity: schema.identity };
    case 'int-or-string':
      return shapes.port;
    default:
      return shapes.kept({ type: schema.type, zero: 'kept' });
  }
}

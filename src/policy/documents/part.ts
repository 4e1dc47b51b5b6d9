import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { elementOf, fieldOf, valueOf, type Field, type Schema } from './schema';
import type { Span } from './yaml';

/** A name or a value in a document, with what it means by its place. */
export interface Part extends Span {
  readonly kind: 'key' | 'value';
  /** The field whose name or value it is; undefined for names of labels and the like. */
  readonly field: Field | undefined;
  /** Of the value. */
  readonly schema: Schema;
  readonly text: string;
}

/** Returns the name or value at an offset of a document; undefined where there is none that is known. */
export function partAt(text: string, offset: number, schema: Schema): Part | undefined {
  const { contents } = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  return partIn(contents, schema, undefined, offset);
}

function partIn(node: unknown, schema: Schema | undefined, field: Field | undefined, offset: number): Part | undefined {
  if (!schema) return undefined;
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const own = fieldOf(schema, name);
      const inside = valueOf(schema, name);
      if (isAt(key, offset)) return inside && partOf('key', key, own, inside);
      const found = partIn(value, inside, own, offset);
      if (found) return found;
    }
    return undefined;
  }
  if (isSeq(node)) {
    for (const item of node.items) {
      const found = partIn(item, elementOf(schema), field, offset);
      if (found) return found;
    }
    return undefined;
  }
  return isScalar(node) && isAt(node, offset) ? partOf('value', node, field, schema) : undefined;
}

function isAt({ range }: Scalar, offset: number): boolean {
  return range !== undefined && range !== null && range[0] <= offset && offset <= range[1] && range[0] < range[1];
}

function partOf(kind: Part['kind'], node: Scalar, field: Field | undefined, schema: Schema): Part {
  const [start, end] = node.range ?? [0, 0];
  return { kind, start, end, field, schema, text: String(node.value) };
}

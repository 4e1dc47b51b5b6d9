import * as z from 'zod/mini';

/** Kinds of schemas that accept neither undefined nor absence. */
const PRESENT: ReadonlySet<string> = new Set(['object', 'record', 'array', 'string', 'number']);

type Test = (value: unknown) => boolean;

/**
 * Returns a function that tells whether a schema accepts a value. The same as `safeParse(value).success`, but without the
 * copy of the value, which a page has no use for: a message with ten thousand elements costs a tenth.
 */
export function guardOf<T>(schema: z.core.$ZodType<T>): (value: unknown) => value is T {
  let test: Test | undefined;
  return (value): value is T => (test ??= testOf(schema) ?? parserOf(schema))(value);
}

function parserOf(schema: z.core.$ZodType): Test {
  return (value) => z.safeParse(schema, value).success;
}

/** Returns a test, or undefined for a kind of schema that only its own parser knows. */
function testOf(schema: z.core.$ZodType): Test | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ((def.checks?.length ?? 0) > 0) return undefined;
  switch (def.type) {
    case 'string':
      return 'format' in def ? undefined : (value) => typeof value === 'string';
    case 'number':
      return 'format' in def ? undefined : (value) => Number.isFinite(value);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'literal':
      return among(def.values);
    case 'enum':
      return among(Object.values(def.entries));
    case 'optional':
      return orValue(undefined, def.innerType);
    case 'nullable':
      return orValue(null, def.innerType);
    case 'array': {
      const isElement = testOf(def.element) ?? parserOf(def.element);
      return (value) => Array.isArray(value) && value.every(isElement);
    }
    case 'object':
      return def.catchall ? undefined : objectTest(def.shape);
    case 'union':
      return 'discriminator' in def ? unionTest(String(def.discriminator), def.options) : undefined;
    default:
      return undefined;
  }
}

function among(values: readonly unknown[]): Test {
  const known = new Set(values);
  return (value) => known.has(value);
}

function orValue(other: undefined | null, inner: z.core.$ZodType): Test | undefined {
  const test = testOf(inner);
  return test && ((value) => value === other || test(value));
}

/** Whether each field is accepted. A missing one is undefined. */
function objectTest(shape: Readonly<Record<string, z.core.$ZodType>>): Test | undefined {
  const [names, tests] = [new Array<string>(), new Array<Test>()];
  for (const [name, field] of Object.entries(shape)) {
    const test = testOf(field);
    // To other kinds, absence may mean something else than undefined.
    if (!test && !PRESENT.has(field._zod.def.type)) return undefined;
    names.push(name);
    tests.push(test ?? parserOf(field));
  }
  return (value) => {
    if (!isRecord(value)) return false;
    for (let at = 0; at < names.length; at += 1) if (!tests[at]?.(value[names[at] ?? ''])) return false;
    return true;
  };
}

/** Whether the one of several kinds of objects that a field names accepts it. */
function unionTest(discriminator: string, options: readonly z.core.$ZodType[]): Test {
  const tests = new Map<unknown, Test>();
  for (const option of options) {
    const test = testOf(option) ?? parserOf(option);
    for (const value of option._zod.propValues?.[discriminator] ?? []) tests.set(value, test);
  }
  return (value) => isRecord(value) && (tests.get(value[discriminator])?.(value) ?? false);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

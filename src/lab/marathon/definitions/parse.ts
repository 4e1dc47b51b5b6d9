import type * as z from 'zod/mini';
import { parseJson } from '../../json';
import { invalidJson } from '../api/errors';

/**
 * Parses a request's body.
 * @throws MarathonError 400 with the path of each invalid value, in the words of Play's JSON library.
 */
export function parseBody<T>(schema: z.ZodMiniType<T>, text: string | undefined): T {
  const parsed = schema.safeParse(withoutNulls(parseBodyJson(text)), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidJson(parsed.error.issues.map((issue) => ({ path: playPath(issue.path), errors: [playError(issue)] })));
}

function parseBodyJson(text: string | undefined): unknown {
  if (text === undefined) throw invalidJson('No content to map due to end-of-input');
  try {
    return parseJson(text);
  } catch (error) {
    throw invalidJson(error instanceof Error ? error.message : String(error));
  }
}

/** For example `/apps(0)/cpus`. */
function playPath(path: readonly PropertyKey[]): string {
  return path.map((element) => (typeof element === 'number' ? `(${element})` : `/${String(element)}`)).join('');
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'jsstring',
  number: 'jsnumber',
  int: 'jsnumber',
  boolean: 'jsboolean',
  array: 'jsarray',
  object: 'jsobject',
  record: 'jsobject',
};

function playError(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'error.path.missing'
      : `error.expected.${EXPECTED[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `error.unknown.enum.literal (${issue.values.join(', ')})`;
  return issue.message;
}

/** Maps of strings, in which null is invalid. */
const MAPS = ['env', 'labels'];

/** Everywhere else null means absent: Marathon reads all optional fields with Play's `readNullable`. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(
    entries.map(([key, entry]: [string, unknown]) => [key, MAPS.includes(key) ? entry : withoutNulls(entry)]),
  );
}

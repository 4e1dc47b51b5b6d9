import type * as z from 'zod/mini';
import { invalidJson } from './errors';

/**
 * Reads a request's body.
 * @throws MarathonError 400 with the place of each wrong value, in the words of Play's JSON library.
 */
export function parseBody<T>(schema: z.ZodMiniType<T>, text: string | undefined): T {
  const parsed = schema.safeParse(parseJson(text), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidJson(parsed.error.issues.map((issue) => ({ path: playPath(issue.path), errors: [playError(issue)] })));
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) throw invalidJson('No content to map due to end-of-input');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalidJson(error instanceof Error ? error.message : String(error));
  }
}

/** E.g. `/apps(0)/cpus`. */
function playPath(path: readonly PropertyKey[]): string {
  return path.map((element) => (typeof element === 'number' ? `(${element})` : `/${String(element)}`)).join('');
}

const EXPECTED: Readonly<Record<string, string>> = { string: 'jsstring', number: 'jsnumber', int: 'jsnumber', boolean: 'jsboolean', array: 'jsarray', object: 'jsobject', record: 'jsobject' };

function playError(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'error.path.missing' : `error.expected.${EXPECTED[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `error.unknown.enum.literal (${issue.values.join(', ')})`;
  return issue.message;
}

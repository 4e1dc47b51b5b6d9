import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where recorded cases lie that are no part of the project: beside the repository. */
const SHARED = path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** The path of a shared file or folder; undefined where there is none. */
export function shared(...names: readonly string[]): string | undefined {
  const file = path.join(SHARED, ...names);
  return existsSync(file) ? file : undefined;
}

/**
 * Reads a file, by path or by its name in this folder: one JSON value a line, or one in all where the name ends in
 * `.json`; gzip where it ends in `.gz`.
 */
export function readCases<T>(name: string): T[] {
  const file = existsSync(name) ? path.resolve(name) : path.join(import.meta.dirname, name);
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (/\.json(\.gz)?$/.test(file)) return [JSON.parse(text) as T];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** What came of one case: undefined when it passed, `better` when it passed by doing better, with the class. */
export interface Outcome {
  readonly id: string;
  readonly failure?: string;
  readonly better?: string;
  /** Why it was left out, if it was. */
  readonly skipped?: string;
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The folder with recorded cases that aren't part of the project, next to the repository. */
const SHARED = path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** Returns the path of a shared file or folder; undefined if it doesn't exist. */
export function shared(...names: readonly string[]): string | undefined {
  const file = path.join(SHARED, ...names);
  return existsSync(file) ? file : undefined;
}

/**
 * Reads a file, given by path or by its name in this folder: one JSON value per line, or a single one if the name ends
 * in `.json`; gzip if it ends in `.gz`.
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

/** The result of a case: undefined if it passed, `better` with the class if it improves on the original. */
export interface Outcome {
  readonly id: string;
  readonly failure?: string;
  readonly better?: string;
  /** Why it was skipped, if it was. */
  readonly skipped?: string;
}

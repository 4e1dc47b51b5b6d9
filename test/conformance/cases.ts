import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Reads a file of JSON lines: a path, or the name of a file in this folder. */
export function readCases<T>(file: string): T[] {
  const text = readFileSync(existsSync(file) ? resolve(file) : join(__dirname, file), 'utf8');
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
}

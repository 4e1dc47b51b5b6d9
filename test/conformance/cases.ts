import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the recorded cases lie. */
export const CASES = __dirname;

/** Reads a file of JSON lines from this folder, or from an absolute path. */
export function readCases<T>(file: string): T[] {
  const text = readFileSync(file.startsWith('/') ? file : join(CASES, file), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
}

/** What came of one case: undefined when it passed, `better` when it passed by doing better, with the class. */
export interface Outcome {
  readonly id: string;
  readonly failure?: string;
  readonly better?: string;
}

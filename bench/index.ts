// `npm run bench [NAME…]`: runs the benchmarks of this folder, or the named ones, one after the other.
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const NOT_A_BENCHMARK = new Set(['index.ts', 'measure.ts']);
const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts') && !NOT_A_BENCHMARK.has(file));
const wanted = process.argv.slice(2);
for (const file of files) {
  if (wanted.length === 0 || wanted.includes(path.basename(file, '.ts'))) await import(path.join(import.meta.dirname, file));
}

// `npm run bench [NAME…]`: runs the benchmarks of this folder, or the named ones, in sequence.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../scripts/paths';

const NOT_A_BENCHMARK = new Set(['index.ts', 'measure.ts']);

/**
 * Benchmarks of code that runs in their own process, bundled like the shipped extension. Unbundled, each reference to
 * another module is a lookup, which costs the engine half of its speed.
 */
const BUNDLED = new Set(['connect', 'editor', 'engine', 'kubernetes', 'large-graph', 'model', 'policy']);

const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts') && !NOT_A_BENCHMARK.has(file));
const wanted = process.argv.slice(2);
for (const file of files) {
  const name = path.basename(file, '.ts');
  if (wanted.length === 0 || wanted.includes(name))
    await import(BUNDLED.has(name) ? await bundle(name) : path.join(import.meta.dirname, file));
}

async function bundle(name: string): Promise<string> {
  const outfile = path.join(ROOT, 'out', 'bench', `${name}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return outfile;
}

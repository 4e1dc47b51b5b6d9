import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './paths';

/**
 * Bundles the extension-host suite: one CommonJS file for each test file, and an index that exports `run()`, as both
 * hosts of VS Code expect it.
 * @param results The file for the suite's counts.
 * @returns the absolute path of the index.
 */
export async function buildTests(results: string): Promise<string> {
  const outdir = path.join(ROOT, 'out', 'test', 'vscode');
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['test/vscode/index.ts', 'test/vscode/*.test.ts'],
    absWorkingDir: ROOT,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: {
      RESULTS_FILE: JSON.stringify(results),
      REPORTER_FILE: JSON.stringify(path.join(ROOT, 'scripts', 'counting-reporter.cjs')),
    },
  });
  return path.join(outdir, 'index.js');
}

// `npm run bench activation`: the cost of starting the extension, measured in a real extension host.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { buildExtension } from '../scripts/build';
import { runInExtensionHost } from '../scripts/extension-host';
import { ensureHost } from '../scripts/host';
import { ROOT } from '../scripts/paths';
import { print } from './measure';

await ensureHost();
await buildExtension('--production');
const scratch = await mkdtemp(path.join(tmpdir(), 'calico-stars-bench-'));
const results = path.join(scratch, 'results.json');
const outfile = path.join(ROOT, 'out', 'bench', 'activation.js');
await build({
  entryPoints: [path.join(import.meta.dirname, 'host', 'activation.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
  define: { RESULTS_FILE: JSON.stringify(results) },
});
try {
  const loads: number[] = [];
  const activations: number[] = [];
  for (let run = 0; run < 5; run++) {
    await runInExtensionHost(outfile);
    const { load, activate } = JSON.parse(await readFile(results, 'utf8')) as { load: number; activate: number };
    loads.push(load);
    activations.push(activate);
  }
  print('Starting the extension (milliseconds)', [
    { name: 'loading its code', values: loads, bar: 50 },
    { name: 'activate', values: activations, bar: 20 },
  ]);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

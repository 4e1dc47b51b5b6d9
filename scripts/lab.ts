// `npm run lab`: the embedded cluster alone, built when it is not there yet.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths';
import { run } from './process';

const lab = path.join(ROOT, 'dist', 'lab.js');
// Standard output belongs to the lab's one line of JSON.
if (!existsSync(lab) && (await run(process.execPath, ['esbuild.js'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })) !== 0) process.exit(1);
process.argv.splice(1, 1, lab);
await import(lab);

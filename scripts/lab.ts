// `npm run lab`: the embedded cluster alone, built when it is not there yet.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from './build';
import { ROOT } from './paths';

const lab = path.join(ROOT, 'dist', 'lab.js');
// Standard output belongs to the lab's one line of JSON.
if (!existsSync(lab)) await buildExtension();
process.argv.splice(1, 1, lab);
await import(lab);

// `npm run lab`: runs only the embedded cluster, building it if it is missing.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from './build';
import { ROOT } from './paths';

const lab = path.join(ROOT, 'dist', 'lab.js');
// Standard output is reserved for the lab's line of JSON.
if (!existsSync(lab)) await buildExtension();
process.argv.splice(1, 1, lab);
await import(lab);

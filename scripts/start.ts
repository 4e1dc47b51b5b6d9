// `npm start`: opens VS Code with the packaged extension on the sample workspace, in a separate profile.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureVsix, firstLook } from './build';
import { ensureHost, installExtension, QUIET_SETTINGS, startHost, writeSettings } from './host';
import { CACHE, SAMPLE } from './paths';
import { endGroup, output } from './process';

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false, short: 'b' },
    port: { type: 'string', default: '3900' },
    help: { type: 'boolean', default: false, short: 'h' },
  },
});

if (values.help) {
  console.log(
    'npm start -- [--browser] [--port N]\n  --browser  use VS Code in the browser even when the desktop program is there\n  --port N   port of VS Code in the browser (3900)',
  );
} else {
  const vsix = await ensureVsix();
  const desktop = values.browser ? undefined : await findDesktop();
  await (desktop === undefined ? startBrowser(vsix, Number(values.port)) : startDesktop(desktop, vsix));
}

/** The desktop program on the PATH, if it is a VS Code that runs here. */
async function findDesktop(): Promise<string | undefined> {
  try {
    await output('code', ['--version']);
    return 'code';
  } catch {
    return undefined;
  }
}

async function startDesktop(code: string, vsix: string): Promise<void> {
  const profile = path.join(CACHE, 'start-desktop');
  const own = ['--user-data-dir', path.join(profile, 'user'), '--extensions-dir', path.join(profile, 'extensions')];
  await ifChanged(profile, vsix, async () => {
    for (const file of [vsix, await firstLook()]) await output(code, [...own, '--install-extension', file, '--force']);
  });
  console.log('VS Code opens; close its window or press Ctrl-C to end.');
  const child = spawn(code, [...own, '--new-window', '--wait', SAMPLE], { stdio: 'inherit', detached: true });
  await ended(child, () => endGroup(child));
}

async function startBrowser(vsix: string, port: number): Promise<void> {
  await ensureHost();
  const dataDir = path.join(CACHE, 'start-browser');
  await ifChanged(dataDir, vsix, async () => {
    for (const file of [vsix, await firstLook()]) await installExtension(dataDir, file);
  });
  if (!existsSync(path.join(dataDir, 'data', 'User', 'settings.json'))) await writeSettings(dataDir, QUIET_SETTINGS);
  const host = await startHost({ dataDir, port });
  console.log(`\n  VS Code is ready. Open ${host.address}/?folder=${encodeURI(SAMPLE)}\n  Ctrl-C ends it.\n`);
  await ended(host.process, () => host.close());
}

/** Runs the work only if the package has changed since the last time, so that a second start takes seconds. */
async function ifChanged(profile: string, vsix: string, work: () => Promise<unknown>): Promise<void> {
  const installed = path.join(profile, 'installed.vsix');
  if (existsSync(installed) && (await readFile(installed)).equals(await readFile(vsix))) return;
  await mkdir(profile, { recursive: true });
  await work();
  await copyFile(vsix, installed);
}

/** Waits until the program exits, or terminates it on Ctrl-C. */
async function ended(program: ChildProcess, end: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    program.once('exit', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(resolve));
  });
}

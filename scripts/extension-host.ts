import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser';
import { buildTests } from './build-tests';
import { QUIET_SETTINGS, startHost, writeSettings } from './host';
import { ROOT, SAMPLE } from './paths';
import { run } from './process';

/**
 * Runs the extension-host suite in VS Code for the browser: the workbench page starts an extension host with the
 * extension from source and the suite's bundle, and reports through functions that the page is given.
 * @param results file in which the suite leaves its counts.
 * @returns the suite's exit code.
 */
export async function runInExtensionHost(results: string): Promise<number> {
  if ((await run(process.execPath, ['esbuild.js'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })) !== 0) return 1;
  const suite = await buildTests(results);
  const scratch = await mkdtemp(path.join(tmpdir(), 'calico-stars-host-'));
  const dataDir = path.join(scratch, 'profile');
  await mkdir(dataDir, { recursive: true });
  await writeSettings(dataDir, QUIET_SETTINGS);
  const host = await startHost({ dataDir, testDriver: true });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const exit = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
      page.on('crash', () => resolve(1));
    });
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const [form, ...values] = args;
      // The workbench logs here too; the reporter's lines are those that are indented.
      if (typeof form === 'string' && /^(\s|%s|$)/.test(form)) console.log(format(form, ...values));
    });
    const remote = (file: string) => `vscode-remote://${new URL(host.address).host}${file}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(ROOT)],
      ['extensionTestsPath', remote(suite)],
      ['skipWelcome', 'true'],
    ]);
    await page.goto(`${host.address}/?folder=${encodeURIComponent(SAMPLE)}&payload=${encodeURIComponent(payload)}`);
    return await exit;
  } finally {
    await browser.close();
    await host.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

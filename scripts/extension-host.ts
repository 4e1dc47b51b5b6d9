import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser';
import { QUIET_SETTINGS, startHost, writeSettings } from './host';
import { ROOT, SAMPLE } from './paths';

/**
 * Runs a module in the extension host of VS Code for the browser: the workbench page starts an extension host with the
 * built extension and the module, which reports through functions of the page.
 * @param module Absolute path of a CommonJS file that exports `run(): Promise<void>`.
 * @param onOutput Receives the reporter's lines, instead of the terminal.
 * @returns the exit code: 0 if it resolved.
 */
export async function runInExtensionHost(
  module: string,
  onOutput = (text: string): void => void process.stdout.write(text),
): Promise<number> {
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
      // The workbench logs here too; the reporter's lines are the indented ones.
      if (typeof form === 'string' && /^(\s|%s|$)/.test(form)) onOutput(`${format(form, ...values)}\n`);
    });
    const remote = (file: string) => `vscode-remote://${new URL(host.address).host}${file}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(ROOT)],
      ['extensionTestsPath', remote(module)],
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

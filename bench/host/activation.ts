import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';

/** Defined by the build of this benchmark. */
declare const RESULTS_FILE: string;

/** Loads and activates the extension once, as VS Code does, and writes how long both took. */
export function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('calico-stars.calico-stars');
  if (!extension) throw new Error('The extension is not installed.');
  const file = path.join(extension.extensionPath, 'dist', 'extension.js');
  const began = performance.now();
  const module = createRequire(file)(file) as { activate(context: object): unknown };
  const loaded = performance.now();
  module.activate({
    extensionUri: extension.extensionUri,
    globalStorageUri: extension.extensionUri,
    globalState: { get: () => undefined, update: () => Promise.resolve() },
    secrets: {},
    subscriptions: [],
  });
  const activated = performance.now();
  writeFileSync(RESULTS_FILE, JSON.stringify({ load: loaded - began, activate: activated - loaded }));
  return Promise.resolve();
}

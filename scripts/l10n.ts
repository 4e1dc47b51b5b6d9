/**
 * Writes `l10n/bundle.l10n.json`, the English source texts for translations: `tsx scripts/l10n.ts`. With `--check`,
 * fails if the file is stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const BUNDLE = 'l10n/bundle.l10n.json';
const SOURCES = ['src', 'webview'];

const files = SOURCES.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
);
const contents = files
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ extension: '.ts', contents: readFileSync(file, 'utf8') }))
  .filter((file) => file.contents.includes("from '@vscode/l10n'"));
const texts = await getL10nJson(contents);
const sorted = Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
const bundle = `${JSON.stringify(sorted, undefined, 2)}\n`;

if (!process.argv.includes('--check')) {
  mkdirSync('l10n', { recursive: true });
  writeFileSync(BUNDLE, bundle);
  console.log(`${BUNDLE}: ${Object.keys(sorted).length} texts`);
} else if (!existsSync(BUNDLE) || readFileSync(BUNDLE, 'utf8') !== bundle) {
  console.error(`${BUNDLE} is stale: run "npm run l10n".`);
  process.exitCode = 1;
}

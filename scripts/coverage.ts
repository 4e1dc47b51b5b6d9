// `npm run coverage`: runs the fast suites, unit and extension host, and prints the line coverage of each folder.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from './paths';
import { run } from './process';

/** The output of NODE_V8_COVERAGE. */
interface RawCoverage {
  result: { readonly url: string }[];
  'source-map-cache'?: Record<string, { data: { sources: string[] } | null }>;
}

type Summary = Readonly<Record<string, { readonly lines: { readonly total: number; readonly covered: number } }>>;

/** Sources that run directly, and their bundle in the extension host. */
const MEASURED = ['src/', 'webview/', 'dist/extension.js', 'dist/chunks/'].map(
  (name) => pathToFileURL(path.join(ROOT, name)).href,
);

/** Minimum line coverage of a folder by the fast suites, in percent. */
const LEAST: Readonly<Record<string, number>> = { webview: 70, 'src/features': 70 };

const scratch = await mkdtemp(path.join(tmpdir(), 'calico-stars-coverage-'));
try {
  const raw = path.join(scratch, 'raw');
  const env = { ...process.env, NODE_V8_COVERAGE: raw };
  const tested = await run('npm', ['test', '--silent', '--', 'unit', 'properties', 'vscode'], { cwd: ROOT, env });
  for (const name of await readdir(raw)) await prepare(path.join(raw, name));
  const reported = await run('npx', ['c8', 'report', '--all', '--exclude-after-remap', ...options(raw)], { cwd: ROOT });
  const short = print(JSON.parse(await readFile(path.join(scratch, 'coverage-summary.json'), 'utf8')) as Summary);
  process.exitCode = tested || reported || short;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function options(raw: string): string[] {
  const folders = ['src', 'webview'].flatMap((folder) => ['--src', folder, '--include', `${folder}/**/*.ts`]);
  return ['--temp-directory', raw, '--report-dir', scratch, '--reporter', 'json-summary', ...folders];
}

/**
 * Keeps the project's part of a file. A killed process leaves an incomplete file; c8 finds sources by path, not by URL.
 */
async function prepare(file: string): Promise<void> {
  let raw: RawCoverage;
  try {
    raw = JSON.parse(await readFile(file, 'utf8')) as RawCoverage;
  } catch {
    await rm(file);
    return;
  }
  raw.result = raw.result.filter(({ url }) => isMeasured(url));
  const maps = Object.entries(raw['source-map-cache'] ?? {}).filter(([url]) => isMeasured(url));
  for (const [, { data }] of maps)
    if (data)
      data.sources = data.sources.map((source) => (source.startsWith('file:') ? fileURLToPath(source) : source));
  raw['source-map-cache'] = Object.fromEntries(maps);
  await writeFile(file, JSON.stringify(raw));
}

function isMeasured(url: string): boolean {
  return MEASURED.some((start) => url.startsWith(start));
}

/** Prints a line for each folder. @returns 1 if a folder is below its minimum. */
function print(summary: Summary): number {
  const folders = new Map<string, { covered: number; total: number }>();
  for (const [file, { lines }] of Object.entries(summary)) {
    const [top = '', second = '', third = ''] = path.relative(ROOT, file).split(path.sep);
    if (file === 'total') continue;
    const names =
      top === 'webview'
        ? ['webview']
        : second === 'features'
          ? ['src/features', `src/features/${third}`]
          : [`${top}/${second}`];
    for (const name of names) {
      const sum = folders.get(name) ?? { covered: 0, total: 0 };
      folders.set(name, { covered: sum.covered + lines.covered, total: sum.total + lines.total });
    }
  }
  let short = 0;
  for (const [name, { covered, total }] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const percent = (100 * covered) / total;
    const least = LEAST[name];
    if (least !== undefined && percent < least) short = 1;
    console.log(
      `${name.padEnd(32)} ${percent.toFixed(1).padStart(5)} % of ${total} lines${least === undefined ? '' : `, at least ${least} %`}`,
    );
  }
  return short;
}

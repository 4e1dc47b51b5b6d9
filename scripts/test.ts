// `npm test [SUITE…] [--long]`: runs every suite, or the named ones, and prints the total of their tests. The long form
// injects all faults and makes thousands of changes.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildExtension, ensureVsix } from './build';
import { buildTests } from './build-tests';
import { ensurePackages } from './debian';
import { runInExtensionHost } from './extension-host';
import { ensureHost } from './host';
import { kernelObstacle } from './kernel';
import { CACHE, ROOT } from './paths';
import { run } from './process';

/** How many tests passed and failed. */
interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Suite {
  /** Returns why this machine can't run the suite, which is then skipped; undefined if it can. */
  readonly obstacle?: () => Promise<string | undefined>;
  /** Installs and builds what the suite needs. */
  readonly prepare?: () => Promise<unknown>;
  readonly run: (name: string) => Promise<Count>;
}

const LONG = '--long';

const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');

const SUITES: Readonly<Record<string, Suite>> = {
  lint: { run: check('lint') },
  types: { run: check('types') },
  unit: { run: mocha('test/unit/**/*.test.ts') },
  properties: { run: mocha('test/properties/**/*.test.ts') },
  kernel: { obstacle: kernelObstacle, run: mocha('test/kernel/*.test.ts') },
  contract: { prepare: prepareContract, run: mocha('test/contract/**/*.test.ts') },
  faults: { prepare: () => ensurePackages('etcd'), run: mocha('test/faults/**/*.test.ts') },
  soak: { run: check('test:soak') },
  vscode: { prepare: prepareHost, run: inExtensionHost },
  ui: {
    prepare: async () => {
      await prepareHost();
      await ensureVsix();
    },
    run: mocha('test/ui/**/*.test.ts'),
  },
};

const wanted = process.argv.slice(2).filter((word) => word !== LONG);
if (process.argv.includes(LONG)) process.env['CALICO_STARS_FAULTS'] = 'long';
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

let total: Count = { passed: 0, failed: 0 };
let skipped = 0;
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const began = performance.now();
  console.log(`\n── ${name} ──`);
  const obstacle = await suite.obstacle?.();
  if (obstacle !== undefined) {
    console.log(`── ${name}: skipped. ${obstacle}`);
    skipped += 1;
    continue;
  }
  const { passed, failed } = await runSuite(name, suite);
  console.log(`── ${name}: ${passed} passed, ${failed} failed, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  total = { passed: total.passed + passed, failed: total.failed + failed };
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed + skipped === 0 ? 1 : 0;

/** A suite that can't be prepared, or runs no test, counts as a failure. */
async function runSuite(name: string, suite: Suite): Promise<Count> {
  try {
    await suite.prepare?.();
    const count = await suite.run(name);
    return count.passed + count.failed > 0 ? count : { passed: 0, failed: 1 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

/** A check that passes or fails as a whole. */
function check(script: string): Suite['run'] {
  return async () =>
    (await run('npm', ['run', '--silent', script], { cwd: ROOT })) === 0
      ? { passed: 1, failed: 0 }
      : { passed: 0, failed: 1 };
}

function mocha(files: string): Suite['run'] {
  return (name) =>
    counted(name, (results) => {
      const reporter = path.join(ROOT, 'scripts', 'counting-reporter.cjs');
      return run(process.execPath, [MOCHA, files, '--reporter', reporter, '--reporter-option', `output=${results}`], {
        cwd: ROOT,
      });
    });
}

/** A Docker engine is optional: its suite reports why it is skipped. */
async function prepareContract(): Promise<void> {
  await ensurePackages('etcd', 'haproxy');
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  await ensurePackages('docker').catch((error: unknown) =>
    console.error(error instanceof Error ? error.message : String(error)),
  );
}

async function prepareHost(): Promise<void> {
  await ensurePackages('browser');
  await ensureHost();
}

async function inExtensionHost(name: string): Promise<Count> {
  // The shipped build, except when coverage needs to find the sources.
  await (process.env['NODE_V8_COVERAGE'] === undefined ? buildExtension('--production') : buildExtension());
  return counted(name, async (results) => runInExtensionHost(await buildTests(results)));
}

/** Runs work that writes its counts to a file; a failure without a failed test counts as one. */
async function counted(name: string, work: (results: string) => Promise<number>): Promise<Count> {
  const results = path.join(CACHE, 'results', `${name}.json`);
  await mkdir(path.dirname(results), { recursive: true });
  await rm(results, { force: true });
  const code = await work(results);
  const count = await readCount(results);
  if (!count) return { passed: 0, failed: 1 };
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

async function readCount(file: string): Promise<Count | undefined> {
  try {
    const { passed, failed } = JSON.parse(await readFile(file, 'utf8')) as Count;
    return { passed, failed };
  } catch {
    return undefined;
  }
}

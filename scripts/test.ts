// `npm test [SUITE…] [--long]`: runs every suite, or the named ones, and prints what failed and the total of their tests.
// The long form injects all faults and makes thousands of changes.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildExtension, ensureVsix } from './build';
import { buildTests } from './build-tests';
import { ensurePackages } from './debian';
import { runInExtensionHost } from './extension-host';
import { ensureHost } from './host';
import { ensureKubectls } from './kubectl';
import { kernelObstacle } from './kernel';
import { CACHE, ROOT } from './paths';
import { run } from './process';

/** How many tests passed and failed. */
interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The result of a suite, with the title and the reason of each failure. */
interface Result extends Count {
  readonly failures: readonly string[];
}

/** Receives the output of a suite that runs beside others. Undefined for one that has the terminal to itself. */
type Output = ((text: string) => void) | undefined;

interface Suite {
  /** Returns why this machine can't run the suite, which is then skipped; undefined if it can. */
  readonly obstacle?: () => Promise<string | undefined>;
  /** Installs and builds what the suite needs. */
  readonly prepare?: () => Promise<unknown>;
  readonly run: (name: string, output: Output) => Promise<Result>;
}

const LONG = '--long';

const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** In the order in which they start: the longest first, so that none is left to run alone. */
const SUITES: Readonly<Record<string, Suite>> = {
  ui: {
    prepare: async () => {
      await prepareHost();
      await ensureVsix();
    },
    run: mocha('test/ui/**/*.test.ts'),
  },
  lint: { run: check('lint') },
  types: { run: check('types') },
  unit: { run: mocha('test/unit/**/*.test.ts') },
  properties: { run: mocha('test/properties/**/*.test.ts') },
  pages: { prepare: () => ensurePackages('browser'), run: mocha('test/pages/**/*.test.ts') },
  contract: { prepare: prepareContract, run: mocha('test/contract/**/*.test.ts') },
  faults: { prepare: () => ensurePackages('etcd'), run: mocha('test/faults/**/*.test.ts') },
  vscode: { prepare: prepareHost, run: inExtensionHost },
  soak: { run: check('test:soak') },
  kernel: { obstacle: kernelObstacle, run: mocha('test/kernel/*.test.ts') },
};

/** How many suites run at a time. Most of a suite's time is spent waiting for servers and windows. */
const LANES = 2;

const wanted = process.argv.slice(2).filter((word) => word !== LONG);
if (process.argv.includes(LONG)) process.env['CALICO_STARS_FAULTS'] = 'long';
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

const waiting = Object.entries(SUITES).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const alone = waiting.length === 1;
/** The last preparation: package managers and builds run one at a time. */
let prepared: Promise<unknown> = Promise.resolve();
let total: Count = { passed: 0, failed: 0 };
let skipped = 0;
const failures: string[] = [];
await Promise.all(Array.from({ length: LANES }, lane));
// At the end, where whoever reads only that finds them.
if (failures.length > 0) console.log(`\n── failed ──\n${failures.join('\n\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed + skipped === 0 ? 1 : 0;

/** Runs suites until none is waiting. */
async function lane(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await report(...next);
}

/** Runs a suite, prints its output and its count, and adds it to the total. */
async function report(name: string, suite: Suite): Promise<void> {
  const began = performance.now();
  let text = '';
  console.log(`── ${name} ──`);
  const result = await runSuite(name, suite, alone ? undefined : (more) => (text += more));
  if (text !== '') console.log(`\n── ${name} ──\n${text}`);
  if (typeof result === 'string') {
    skipped += 1;
    console.log(`── ${name}: skipped. ${result}`);
    return;
  }
  const { passed, failed } = result;
  failures.push(...result.failures.map((failure) => `${name}: ${failure}`));
  total = { passed: total.passed + passed, failed: total.failed + failed };
  console.log(`── ${name}: ${passed} passed, ${failed} failed, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/**
 * Prepares and runs a suite. One that can't be prepared, or runs no test, counts as a failure.
 * @returns the count, or why this machine can't run the suite.
 */
async function runSuite(name: string, suite: Suite, output: Output): Promise<Result | string> {
  try {
    const obstacle = await inTurn(async () => {
      const found = await suite.obstacle?.();
      if (found === undefined) await suite.prepare?.();
      return found;
    });
    if (obstacle !== undefined) return obstacle;
    const result = await suite.run(name, output);
    return result.passed + result.failed > 0 ? result : failure('No test ran.');
  } catch (error) {
    return failure(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function failure(reason: string): Result {
  return { passed: 0, failed: 1, failures: [reason] };
}

/** Does work after all work before it. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = prepared.then(work);
  prepared = result.catch(() => undefined);
  return result;
}

/** A check that passes or fails as a whole. */
function check(script: string): Suite['run'] {
  return async (_name, output) => {
    let printed = '';
    const keep = (text: string): void => {
      printed += text;
      output?.(text);
    };
    const code = await run('npm', ['run', '--silent', script], { cwd: ROOT }, output && keep);
    return code === 0 ? { passed: 1, failed: 0, failures: [] } : failure(`ended with ${code}\n${printed}`);
  };
}

function mocha(files: string): Suite['run'] {
  return (name, output) =>
    counted(name, (results) => {
      const reporter = path.join(ROOT, 'scripts', 'counting-reporter.cjs');
      const args = [MOCHA, files, '--reporter', reporter, '--reporter-option', `output=${results}`];
      return run(process.execPath, args, { cwd: ROOT }, output);
    });
}

/** A Docker engine and clients of Kubernetes are optional: their suites report that they are skipped. */
async function prepareContract(): Promise<void> {
  await ensurePackages('etcd', 'haproxy');
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  for (const prepare of [() => ensurePackages('docker'), () => ensurePackages('kubernetes for python'), ensureKubectls])
    await prepare().catch((error: unknown) => console.error(error instanceof Error ? error.message : String(error)));
}

async function prepareHost(): Promise<void> {
  await ensurePackages('browser');
  await ensureHost();
}

async function inExtensionHost(name: string, output: Output): Promise<Result> {
  // The shipped build, except when coverage needs to find the sources.
  await (process.env['NODE_V8_COVERAGE'] === undefined ? buildExtension('--production') : buildExtension());
  return counted(name, async (results) => runInExtensionHost(await buildTests(results), output));
}

/** Runs work that writes its result to a file; a failure without a failed test counts as one. */
async function counted(name: string, work: (results: string) => Promise<number>): Promise<Result> {
  const results = path.join(CACHE, 'results', `${name}.json`);
  await mkdir(path.dirname(results), { recursive: true });
  await rm(results, { force: true });
  const code = await work(results);
  const result = await readResult(results);
  if (!result) return failure(`ended with ${code} before its tests were over`);
  if (code === 0 || result.failed > 0) return result;
  return { ...result, failed: 1, failures: [`ended with ${code}, though no test failed`] };
}

async function readResult(file: string): Promise<Result | undefined> {
  try {
    const { passed, failed, failures } = JSON.parse(await readFile(file, 'utf8')) as Result;
    return { passed, failed, failures };
  } catch {
    return undefined;
  }
}

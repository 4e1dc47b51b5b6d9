import { readdirSync } from 'node:fs';
import path from 'node:path';
import { takeCoverage } from 'node:v8';
import Mocha from 'mocha';

/** Set by the build of the suite. */
declare const RESULTS_FILE: string;
declare const REPORTER_FILE: string;

/** Runs every test file in this folder in the extension host; called by VS Code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    reporter: REPORTER_FILE,
    reporterOptions: { output: RESULTS_FILE },
    forbidOnly: true,
  });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.js')))
    mocha.addFile(path.join(__dirname, file));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  // The extension host is killed instead of exiting, and would write no coverage.
  if (process.env['NODE_V8_COVERAGE'] !== undefined) takeCoverage();
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

// `npm run test:electron`: the extension-host suite in desktop VS Code, as `@vscode/test-electron` downloads it.
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { buildExtension } from './build';
import { buildTests } from './build-tests';
import { CACHE, ROOT, SAMPLE } from './paths';

const version = 'stable';
let executable: string;
try {
  executable = await downloadAndUnzipVSCode({ version, cachePath: CACHE });
} catch (error) {
  console.error(`Desktop VS Code cannot be downloaded here: ${error instanceof Error ? error.message : String(error)}`);
  console.error(
    'It comes from update.code.visualstudio.com. On a machine without that site, “npm run test:vscode” runs the same suite in VS Code for the browser.',
  );
  process.exit(2);
}
if (process.platform === 'linux' && process.env['DISPLAY'] === undefined) {
  console.error('Desktop VS Code needs a display: run “xvfb-run -a npm run test:electron”.');
  process.exit(2);
}
await buildExtension();
const suite = await buildTests(path.join(CACHE, 'results', 'electron.json'));
process.exitCode = await runTests({
  vscodeExecutablePath: executable,
  extensionDevelopmentPath: ROOT,
  extensionTestsPath: suite,
  launchArgs: [SAMPLE, '--disable-extensions'],
});

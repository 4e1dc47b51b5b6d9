import { spawn } from 'node:child_process';

/**
 * Runs a TypeScript file in a child process and resolves with its exit code. Forwards signals to the child, which
 * cleans up; a second one is not needed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<number>}
 */
export function runScript(file, args, cwd) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', file, ...args], { cwd, stdio: 'inherit' });
  // The terminal sends Ctrl-C to the child directly; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

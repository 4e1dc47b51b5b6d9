import { spawn } from 'node:child_process';

/**
 * Runs a TypeScript file in a child process and resolves with its exit code. Signals go on to the child, which ends what
 * it has begun; a second one is not needed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<number>}
 */
export function runScript(file, args, cwd) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', file, ...args], { cwd, stdio: 'inherit' });
  // Ctrl-C reaches the child from the terminal by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

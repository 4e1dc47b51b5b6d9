import type { LintLevels } from '../../policy/lint';
import { DEFAULT_SEVERITIES, type LintCode } from '../../policy/lint/finding';

const LEVELS: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off']);

/** Whether a value is the code of a lint check. */
export function isCheck(code: unknown): code is LintCode {
  return typeof code === 'string' && Object.hasOwn(DEFAULT_SEVERITIES, code);
}

/** Reads severities by check from a handwritten value. Ignores unknown checks and severities. */
export function levelsIn(value: unknown): LintLevels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([code, level]) => isCheck(code) && LEVELS.has(level)));
}

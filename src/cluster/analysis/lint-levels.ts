import { ALL_SEVERITIES, type CheckCode, type LintLevels } from '../../policy/lint/levels';

const LEVELS: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off']);

/** Whether a value is the code of a lint check. */
export function isCheck(code: unknown): code is CheckCode {
  return typeof code === 'string' && Object.hasOwn(ALL_SEVERITIES, code);
}

/** Reads severities by check from a handwritten value. Ignores unknown checks and severities. */
export function levelsIn(value: unknown): LintLevels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([code, level]) => isCheck(code) && LEVELS.has(level)));
}

import type { LintLevels } from '../../policy/lint';
import { DEFAULT_SEVERITIES, type LintCode } from '../../policy/lint/finding';

const LEVELS: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off']);

/** Whether a value names a check of lint. */
export function isCheck(code: unknown): code is LintCode {
  return typeof code === 'string' && Object.hasOwn(DEFAULT_SEVERITIES, code);
}

/** How grave each check is by a value that anyone may have written by hand; what is no check or no level is left out. */
export function levelsIn(value: unknown): LintLevels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([code, level]) => isCheck(code) && LEVELS.has(level)));
}

import { DEFAULT_SEVERITIES, type Finding, type LintCode, type Severity, type UnratedFinding } from './finding';
import { rangeOf } from './range';

/** Severities that differ from {@link DEFAULT_SEVERITIES}; `off` disables a check. */
export type LintLevels = Partial<Readonly<Record<LintCode, Severity | 'off'>>>;

/** Orders findings of a profile or policy: those about all of it first, then by rule. */
export function byPlace(a: UnratedFinding, b: UnratedFinding): number {
  if (a.direction !== b.direction) return order(a) - order(b);
  return (a.position ?? 0) - (b.position ?? 0);
}

function order({ direction }: UnratedFinding): number {
  if (direction === undefined) return 0;
  return direction === 'inbound' ? 1 : 2;
}

/**
 * Sets a finding's severity; returns nothing if its check is off. Most are never shown, so the range is computed on
 * access.
 */
export function graded(found: UnratedFinding, levels: LintLevels): readonly Finding[] {
  const { code, rule, keys, ...rest } = found;
  const severity = levels[code] ?? DEFAULT_SEVERITIES[code];
  if (severity === 'off') return [];
  return [
    {
      ...rest,
      code,
      severity,
      get range() {
        return rule && rangeOf(rule, keys);
      },
    },
  ];
}

import * as l10n from '@vscode/l10n';
import { countOf, describe, uncheckedIn, type Effect, type EffectChange } from '../../cluster/analysis/policy-impact';
import type { Snapshot } from '../../cluster/model/snapshot';

/** Maximum number of changes on a line. */
const IN_A_LINE = 3;

/** Summarizes an effect in numbers: `opens 2, closes 1`. */
export function effectCounts({ opened, closed }: Effect): string {
  const parts = [
    opened.length > 0 ? l10n.t('opens {0}', countOf(opened)) : '',
    closed.length > 0 ? l10n.t('closes {0}', countOf(closed)) : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : l10n.t('no effect');
}

/** Summarizes an effect on one line: `opens client → frontend:9000; closes nothing`. */
export function effectSummary(effect: Effect, snapshot: Snapshot): string {
  const list = (changes: readonly EffectChange[]) =>
    changes.length === 0 ? l10n.t('nothing') : describe(changes, effect, snapshot, IN_A_LINE).join(' · ');
  const same = effect.opened.length === 0 && effect.closed.length === 0;
  return `${same ? l10n.t('does not open or close connections') : l10n.t('opens {0}; closes {1}', list(effect.opened), list(effect.closed))}${caveat(effect)}`;
}

/**
 * Lists an effect, one change per line.
 * @param most The maximum number of lines of each kind.
 */
export function effectLines(
  effect: Effect,
  snapshot: Snapshot,
  most: number,
): { readonly opens: readonly string[]; readonly closes: readonly string[]; readonly caveat: string } {
  return {
    opens: describe(effect.opened, effect, snapshot, most),
    closes: describe(effect.closed, effect, snapshot, most),
    caveat: caveat(effect).trim(),
  };
}

/** Mentions what was not checked. */
function caveat(effect: Effect): string {
  return uncheckedIn(effect)
    .map((phrase) => ` (${phrase})`)
    .join('');
}

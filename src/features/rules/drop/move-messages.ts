import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../../app/policy-edit';

/** Says that rules were moved. @param place The displayed name of the profile or policy, and the direction. */
export function movedMessage(count: number, place: string): string {
  return count === 1 ? l10n.t('Moved the rule to {0}.', place) : l10n.t('Moved {0} rules to {1}.', count, place);
}

/** Says that rules were dropped where they already are. */
export function unmovedMessage(count: number): string {
  return count === 1
    ? l10n.t('Nothing was moved: the rule is already there.')
    : l10n.t('Nothing was moved: the rules are already there.');
}

/** Says why a rule was not moved. */
export function refusalMessage(outcome: Exclude<Outcome, 'changed'>, place: string): string {
  return outcome === 'already-present'
    ? l10n.t('{0} already contains the same rule. It was not moved.', place)
    : l10n.t('The rules changed in the meantime, so nothing was moved. Check the new order and try again.');
}

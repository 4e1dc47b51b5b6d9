import * as l10n from '@vscode/l10n';
import type { ResourceObject } from '../../cluster/etcd/change';
import { formatResource } from '../../policy/documents';
import type { KeptTexts } from './kept';

/** Describes a change of an object of Calico 3. */
export function describeResourceChange(
  { of, name }: ResourceObject,
  before: string | undefined,
  after: string | undefined,
): string {
  if (before === after) return l10n.t('Leave {0} {1} unchanged', of, name);
  if (before === undefined) return l10n.t('Create {0} {1}', of, name);
  return after === undefined ? l10n.t('Remove {0} {1}', of, name) : l10n.t('Change {0} {1}', of, name);
}

/** Returns a state for comparison. */
export function textOfResource({ of }: ResourceObject, stored: string | undefined): string {
  if (stored === undefined) return l10n.t('# There is no such {0}.\n', of);
  return formatResource({ text: stored });
}

/** Whole sentences about an object of Calico 3. */
export function resourceTexts({ of, name }: ResourceObject): KeptTexts {
  return {
    hasChanged: l10n.t('the {0} {1} has changed since then', of, name),
    isGone: l10n.t('the {0} {1} no longer exists', of, name),
    alreadyInThisState: l10n.t('The {0} {1} is already in this state.', of, name),
    restored: l10n.t('Restored the {0} {1}.', of, name),
    changedMeanwhile: l10n.t(
      'The {0} {1} was changed by someone else at the same time, so it was not restored. Review it and try again.',
      of,
      name,
    ),
  };
}

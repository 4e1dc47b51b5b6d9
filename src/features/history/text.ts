import * as l10n from '@vscode/l10n';
import { formatProfile } from '../../policy/calico1/document';
import { displayName, type NamedNetwork } from '../../policy/calico1/names';
import { decodeProfile, type StoredProfile } from '../../policy/calico1/profile';

/** Returns a state for comparison: its rules document, or the raw texts of an unreadable one. */
export function stateText(
  profile: string,
  stored: StoredProfile | undefined,
  networks: readonly NamedNetwork[],
): string {
  if (!stored) return l10n.t('# There is no such profile.\n');
  const decoded = decodeProfile(profile, stored);
  if (decoded.kind === 'broken')
    return l10n.t('# This is not a valid profile.\ntags: {0}\nrules: {1}\n', stored.tags ?? '', stored.rules ?? '');
  const name = displayName(profile, networks);
  return withoutHeader(formatProfile(decoded, name, name === profile ? [] : networks));
}

/** A rules document without its header, which is about saving. */
export function withoutHeader(text: string): string {
  return text.slice(text.indexOf('\n\n') + 2);
}

import { displayName, type NamedNetwork } from '../../policy/calico1/names';

/** Replaces network IDs in a finding by names, because lint knows only stored names. */
export function inNames(text: string, networks: readonly NamedNetwork[]): string {
  return text.replace(/[\w-]+/g, (word) => displayName(word, networks));
}

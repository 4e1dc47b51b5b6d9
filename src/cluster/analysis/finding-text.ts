import { displayName, type NamedNetwork } from '../../policy/calico1/names';

/** A sentence of lint with the names of networks in place of their IDs: lint knows stored names alone. */
export function inNames(text: string, networks: readonly NamedNetwork[]): string {
  return text.replace(/[\w-]+/g, (word) => displayName(word, networks));
}

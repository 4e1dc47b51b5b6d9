import type { PolicyId } from './policy';

/** The directory of Calico 1.x's data in etcd (pycalico's datastore.py). Directories end in `/`. */
export const CALICO = '/calico/v1/';
export const TIERS = `${CALICO}policy/tier/`;

export function tierDirectory(tier: string): string {
  return `${TIERS}${escapeElement(tier)}/`;
}

export function policyDirectory(tier: string): string {
  return `${tierDirectory(tier)}policy/`;
}

export function policyKey({ tier, name }: PolicyId): string {
  return `${policyDirectory(tier)}${escapeElement(name)}`;
}

/**
 * Go writers escape `%` and `/` within an element of a key (libcalico-go's name.go). Python's names contain neither.
 */
export function escapeElement(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2f');
}

import type { Address } from '../model/address';

/** An address with its tags. */
export interface Place {
  readonly address: Address;
  readonly tags: ReadonlySet<string>;
}

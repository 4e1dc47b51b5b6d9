import type { Address } from '../model/address';

/** An address, with the tags it is in. */
export interface Place {
  readonly address: Address;
  readonly tags: ReadonlySet<string>;
}

import type { Address } from '../address';

/** An address, with the tags it is in. */
export interface Place {
  readonly address: Address;
  readonly tags: ReadonlySet<string>;
}

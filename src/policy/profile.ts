import type { Rule } from './rule';

/** A profile that could be read. Edits make new ones; what the stored JSON held besides is kept. */
export interface Profile {
  readonly kind: 'profile';
  /** The name it is stored under: the directory's name in etcd. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly inbound: readonly Rule[];
  readonly outbound: readonly Rule[];
  /** The stored texts this was read from. */
  readonly stored: StoredProfile;
}

/** A profile whose stored JSON cannot be read as one: shown with its raw text, never overwritten by a rule command. */
export interface BrokenProfile {
  readonly kind: 'broken';
  readonly name: string;
  /** What is wrong, a sentence for each problem. */
  readonly problems: readonly string[];
  readonly stored: StoredProfile;
}

/** The leaf keys of a profile's directory as stored (DOMAIN §2.1); a missing leaf is undefined. */
export interface StoredProfile {
  readonly tags: string | undefined;
  readonly rules: string | undefined;
  readonly labels: string | undefined;
}

import type { Direction } from '../rule';

/** A rule in the words of the command line, with its values not yet validated. */
export interface RuleWords {
  readonly action: 'allow' | 'deny';
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  readonly icmp_type?: string;
  readonly icmp_code?: string;
  readonly src_ports?: string;
  readonly src_tag?: string;
  readonly src_net?: string;
  readonly dst_ports?: string;
  readonly dst_tag?: string;
  readonly dst_net?: string;
}

/** A parsed `calicoctl profile …` command. `at` is the word given as the position. */
export type Command =
  | { readonly kind: 'show'; readonly detailed: boolean }
  | { readonly kind: 'add'; readonly profile: string }
  | { readonly kind: 'remove'; readonly profile: string; readonly check: boolean }
  | { readonly kind: 'tag-show'; readonly profile: string }
  | { readonly kind: 'tag-add' | 'tag-remove'; readonly profile: string; readonly tag: string }
  | { readonly kind: 'rule-show' | 'rule-json'; readonly profile: string }
  /** `document` is what the command reads from standard input. */
  | { readonly kind: 'rule-update'; readonly profile: string; readonly document: string }
  | {
      readonly kind: 'rule-add';
      readonly profile: string;
      readonly direction: Direction;
      readonly rule: RuleWords;
      readonly at?: string;
    }
  | { readonly kind: 'rule-remove'; readonly profile: string; readonly direction: Direction; readonly rule: RuleWords }
  | { readonly kind: 'rule-remove-at'; readonly profile: string; readonly direction: Direction; readonly at: string };

/** The result of parsing a command line. */
export type CommandLine =
  | { readonly kind: 'command'; readonly command: Command }
  /** The user asked for help, or for a command other than `profile`. */
  | { readonly kind: 'help' }
  /** An unexpected word: its 0-based index (or the number of words, at the end) and a sentence. */
  | {
      readonly kind: 'usage';
      readonly word: number;
      readonly message: string;
      readonly suggestion?: string;
      /** Whether the words are right so far, so that more of them can make it a command. */
      readonly incomplete?: true;
    };

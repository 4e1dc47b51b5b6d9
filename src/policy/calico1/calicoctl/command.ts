import type { Direction } from '../rule';

/** A rule in the words of the command line, its values not judged yet. */
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

/** One `calicoctl profile …` command, as its grammar understands it. `at` is the word given for a position. */
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

/** What a command line turned out to be. */
export type CommandLine =
  | { readonly kind: 'command'; readonly command: Command }
  /** The person asked for help, or gave a word in place of `profile` that has no command of ours. */
  | { readonly kind: 'help' }
  /** A word that fits nowhere: the 0-based index of the word (or their number, at the end) and a sentence. */
  | { readonly kind: 'usage'; readonly word: number; readonly message: string; readonly suggestion?: string };

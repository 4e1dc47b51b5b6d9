import * as l10n from '@vscode/l10n';

/** The end of the connection that a match applies to. */
export type Side = 'src' | 'dst';

/** The kinds of values that can follow a keyword. */
export type ValueKind =
  | 'ports'
  | 'tag'
  | 'selector'
  | 'cidr'
  | 'icmp-type'
  | 'icmp-code'
  | 'protocol'
  | 'not-protocol'
  | 'log-prefix'
  | 'keys';

/** What is expected at a position in a rule's text: a keyword, or a value of some kind. */
export type Expectation =
  | { readonly kind: 'keyword'; readonly word: string }
  | { readonly kind: 'value'; readonly value: ValueKind; readonly side?: Side };

const descriptions = (): Readonly<Record<ValueKind, string>> => ({
  ports: l10n.t('ports, such as 80, 80,443 or 8000:9000'),
  tag: l10n.t('a tag name'),
  selector: l10n.t('a selector in quotes'),
  cidr: l10n.t('a CIDR, such as 10.0.0.0/8'),
  'icmp-type': l10n.t('an ICMP type from 0 to 255'),
  'icmp-code': l10n.t('an ICMP code from 0 to 255'),
  protocol: l10n.t('a protocol number from 1 to 255'),
  'not-protocol': l10n.t('! and a protocol number'),
  'log-prefix': l10n.t('a log prefix in quotes'),
  keys: l10n.t('a JSON object with further keys'),
});

/** Describes the expectation for the user: the keyword itself, or a phrase such as `a tag name`. */
export function describe(expectation: Expectation): string {
  return expectation.kind === 'keyword' ? expectation.word : descriptions()[expectation.value];
}

/** Alternative keywords at one position, created once: a parse tries many and finds few. */
export interface Keywords<Word extends string = string> {
  readonly words: readonly Word[];
  readonly expectations: readonly Expectation[];
}

/** Creates the keywords for these words. */
export function keywords<const Word extends string>(...words: readonly Word[]): Keywords<Word> {
  return { words, expectations: words.map((word) => ({ kind: 'keyword', word })) };
}

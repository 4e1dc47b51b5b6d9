import * as l10n from '@vscode/l10n';
import { nearest } from '../../../base/text/nearest';
import { parseNetwork } from '../../model/address';
import { NAME } from '../rule';
import { describe, type Expectation } from './expectation';

/** The words inside `from` and `to`, in writing order. */
export const MATCH_WORDS: ReadonlySet<string> = new Set(['ports', 'tag', 'selector', 'cidr']);

/** Returns the expected word that `word` is probably a typo of. */
export function suggest(word: string, expected: readonly Expectation[]): string | undefined {
  const keywords = expected.flatMap((item) => (item.kind === 'keyword' ? [item.word] : []));
  // A word that lacks only the `!` is misplaced, not a typo.
  const near = nearest(
    word,
    keywords.filter((keyword) => keyword !== `!${word}`),
  );
  if (near !== undefined) return near;
  if (keywords.includes('ports') && /^\d+([,:-]\d+)*$/.test(word)) return `ports ${word}`;
  if (keywords.includes('cidr') && /[.:/]/.test(word) && parseNetwork(word)) return `cidr ${word}`;
  if (keywords.includes('tag') && NAME.test(word) && !MATCH_WORDS.has(word)) return `tag ${word}`;
  if (keywords.includes('from') && word === 'ports') return 'to ports';
  if (keywords.includes('from') && /^\d+([,:-]\d+)*$/.test(word)) return `to ports ${word}`;
  if (keywords.includes('from') && MATCH_WORDS.has(word)) return `from ${word}`;
  return undefined;
}

/** Rarely used words: a message names them only if nothing else is expected. */
const RARE = /^(!|with$|log-prefix$|ipv[46]$|selector$|next-tier$|log$|sctp$|udplite$)/;

/** `from or to`. */
export function listing(expected: readonly Expectation[]): string {
  const common = expected.filter((item) => item.kind === 'keyword' && !RARE.test(item.word));
  const names = (common.length > 0 ? common : expected).map(describe);
  const last = names.pop();
  return names.length > 0
    ? l10n.t('{0} or {1}', names.join(', '), last ?? '')
    : (last ?? l10n.t('the end of the rule'));
}

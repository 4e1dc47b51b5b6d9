import { parseNetwork } from '../../model/address';
import { NAME } from '../rule';
import { describe, type Expectation } from './expectation';

/** The words inside `from` and `to`, in the order in which they stand. */
export const MATCH_WORDS: ReadonlySet<string> = new Set(['ports', 'tag', 'selector', 'cidr']);

/** What somebody probably meant who wrote `word` where one of `expected` should stand. */
export function suggest(word: string, expected: readonly Expectation[]): string | undefined {
  const keywords = expected.flatMap((item) => (item.kind === 'keyword' ? [item.word] : []));
  // A word that only lacks the `!` stands in the wrong place: it is no slip.
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

/** Words that few rules need: a message names them only where nothing else may stand. */
const RARE = /^(!|with$|log-prefix$|ipv[46]$|selector$|next-tier$|log$|sctp$|udplite$)/;

/** `from or to`. */
export function listing(expected: readonly Expectation[]): string {
  const common = expected.filter((item) => item.kind === 'keyword' && !RARE.test(item.word));
  const names = (common.length > 0 ? common : expected).map(describe);
  const last = names.pop();
  return names.length > 0 ? `${names.join(', ')} or ${last ?? ''}` : (last ?? 'the end of the rule');
}

/** The candidate within two typing slips of the word, and within one for words of three letters. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(2, Math.floor((word.length - 1) / 2)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const slips = distance(word.toLowerCase(), candidate);
    if (slips < least) [best, least] = [candidate, slips];
  }
  return best;
}

/** Letters to insert, drop, replace or swap with a neighbour to get from one word to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const options = [at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + (same ? 0 : 1)];
      if (swapped) options.push(at(before, column - 2) + 1);
      current.push(Math.min(...options));
    }
    [before, above] = [above, current];
  }
  return at(above, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}

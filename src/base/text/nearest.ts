/** Returns the candidate within two typos of a word, or within one for words of three letters. */
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

/** Returns the number of letters to insert, drop, replace or swap to turn one word into the other. */
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

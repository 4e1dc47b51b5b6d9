import { formatRule } from '../calico1/grammar';
import { tokenize } from '../calico1/grammar/lexer';
import type { Rule, RuleKey } from '../calico1/rule';

/** A range of a text: offsets in UTF-16 units, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Returns the range of keys in a rule's canonical text, from the first to the last; the whole text for no keys. */
export function rangeOf(rule: Rule, keys: readonly RuleKey[]): TextRange {
  const text = formatRule(rule);
  const places = [...wordsOf(text)].filter(({ key }) => key === 'rest' || keys.includes(key));
  const named = places.filter(({ key }) => key !== 'rest');
  // Keys without words are in the closing `with {…}`.
  const wanted = named.length > 0 || keys.length === 0 ? named : places;
  const [first] = wanted;
  return first ? { start: first.start, end: wanted.at(-1)?.end ?? first.end } : { start: 0, end: text.length };
}

interface Words extends TextRange {
  readonly key: RuleKey | 'rest';
}

/** Yields the words of each key. */
function* wordsOf(text: string): Generator<Words, void> {
  const tokens = tokenize(text);
  let side: 'src' | 'dst' = 'src';
  for (let index = 0; index < tokens.length; index += 1) {
    const { value: word, start, end } = tokens[index] ?? { value: '', start: 0, end: 0 };
    const valueEnd = tokens[index + 1]?.end ?? end;
    if (index === 0) yield { key: 'action', start, end };
    else if (word === 'from' || word === 'to') side = word === 'from' ? 'src' : 'dst';
    else if (word === 'with') {
      yield { key: 'rest', start, end: text.length };
      return;
    } else if (word === 'ipv4' || word === 'ipv6') yield { key: 'ip_version', start, end };
    else {
      const key = keyOf(word, side);
      yield key ? { key, start, end: valueEnd } : { key: word.startsWith('!') ? '!protocol' : 'protocol', start, end };
      // The value may be a word that is a keyword elsewhere.
      if (key) index += 1;
    }
  }
}

/** Returns the key whose value follows a word. */
function keyOf(word: string, side: 'src' | 'dst'): RuleKey | undefined {
  if (word === 'log-prefix') return 'log_prefix';
  const not = word.startsWith('!') ? '!' : '';
  switch (word.slice(not.length)) {
    case 'type':
      return `${not}icmp_type`;
    case 'code':
      return `${not}icmp_code`;
    case 'ports':
      return `${not}${side}_ports`;
    case 'tag':
      return `${not}${side}_tag`;
    case 'selector':
      return `${not}${side}_selector`;
    case 'cidr':
      return `${not}${side}_net`;
    default:
      return undefined;
  }
}

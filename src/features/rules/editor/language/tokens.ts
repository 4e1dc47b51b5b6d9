import type { DocumentLine, Section, Span } from '../../../../policy/calico1/document';
import { labelWord } from '../../../../policy/calico1/document/quoting';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';

/** The kind of a word: a section's name, a tag, a label, a value, or a word of the grammar. */
export interface DocumentWord extends Span {
  readonly kind: 'section' | 'tag' | 'label' | 'cidr' | 'ports' | 'selector' | 'keyword' | 'other';
  readonly value: string;
}

const VALUES = { tag: 'tag', cidr: 'cidr', ports: 'ports', selector: 'selector' } as const;

/** Returns the words of a line with their positions in the text. */
export function wordsOf({ syntax, offset }: DocumentLine): readonly DocumentWord[] {
  if (syntax.kind === 'section') {
    const heading: DocumentWord = {
      kind: 'section',
      value: syntax.section satisfies Section,
      start: offset + syntax.name.start,
      end: offset + syntax.name.end,
    };
    const { tags, labels = [], value: selector } = syntax;
    const wordOf = (kind: DocumentWord['kind'], value: string, { start, end }: Span): DocumentWord => ({
      kind,
      value,
      start: offset + start,
      end: offset + end,
    });
    return [
      heading,
      ...tags.map((tag) => wordOf('tag', tag.value, tag)),
      ...labels.map((label) => wordOf('label', labelWord([label.key, label.value]), label)),
      ...(selector ? [wordOf(syntax.section === 'selector' ? 'selector' : 'other', selector.value, selector)] : []),
    ];
  }
  if (syntax.kind !== 'rule') return [];
  const from = offset + syntax.start;
  return tokenize(syntax.text).map((token, index, all): DocumentWord => {
    const before = all[index - 1]?.value.replace(/^!/, '');
    const value = before !== undefined && isValueWord(before) ? VALUES[before] : undefined;
    const kind = value ?? (token.kind === 'word' && /^!?[a-z]/.test(token.value) ? 'keyword' : 'other');
    return { kind, value: token.value, start: from + token.start, end: from + token.end };
  });
}

/** Returns the word at an offset of the text. */
export function wordAt(line: DocumentLine, offset: number): DocumentWord | undefined {
  return wordsOf(line).find(({ start, end }) => start <= offset && offset <= end);
}

function isValueWord(word: string): word is keyof typeof VALUES {
  return Object.hasOwn(VALUES, word);
}

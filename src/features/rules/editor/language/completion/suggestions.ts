import { SECTIONS, type DocumentLine, type RulesDocument } from '../../../../../policy/calico1/document';
import { meaningOf } from './meanings';
import { capped, ruleSuggestions, tagSuggestions, type Suggestion, type Suggestions } from './rule-suggestions';
import type { DocumentContext } from '../../document-context';

/** What may stand at an offset of a document, with what it means in the cluster now. */
export function suggestionsAt(
  document: RulesDocument,
  line: DocumentLine,
  text: string,
  offset: number,
  subject: DocumentContext | undefined,
): Suggestions {
  const column = offset - line.offset;
  const { syntax } = line;
  if (syntax.comment && column > syntax.comment.start)
    return { replaces: { start: offset, end: offset }, items: [], cut: false };
  if (syntax.kind === 'section') return tagsLine(line, column, subject);
  const lineText = /.*/y.exec(text.slice(line.offset))?.[0] ?? '';
  const start = syntax.kind === 'rule' ? syntax.start : (/^\s*/.exec(lineText)?.[0].length ?? 0);
  const body = lineText.slice(start, syntax.comment ? syntax.comment.start : undefined);
  const rule = ruleSuggestions(body, Math.max(0, column - start), subject);
  const replaces = {
    start: Math.min(offset, line.offset + start + rule.replaces.start),
    end: Math.max(offset, line.offset + start + rule.replaces.end),
  };
  const inRules = line.section === 'inbound' || line.section === 'outbound';
  const headings = rule.replaces.start === 0 || body.trim() === '' ? missingSections(document) : [];
  const all = capped(replaces, [...headings, ...(inRules ? rule.items : [])]);
  return { ...all, cut: all.cut || (inRules && rule.cut) };
}

function tagsLine(line: DocumentLine, column: number, subject: DocumentContext | undefined): Suggestions {
  const { syntax, offset } = line;
  const here = { start: offset + column, end: offset + column };
  if (syntax.kind !== 'section' || syntax.section !== 'tags' || column <= syntax.name.end || !subject)
    return { replaces: here, items: [], cut: false };
  const word = syntax.tags.find(({ start, end }) => start <= column && column <= end);
  const others = new Set(syntax.tags.filter((tag) => tag !== word).map(({ value }) => value));
  const replaces = word ? { start: offset + word.start, end: offset + word.end } : here;
  return capped(
    replaces,
    tagSuggestions((word?.value ?? '').slice(0, word ? column - word.start : 0), subject).filter(
      ({ label }) => !others.has(label),
    ),
  );
}

function missingSections({ lines }: RulesDocument): readonly Suggestion[] {
  const there = new Set(lines.map(({ syntax }) => (syntax.kind === 'section' ? syntax.section : undefined)));
  return SECTIONS.filter((section) => !there.has(section)).map((section) => ({
    label: `${section}:`,
    kind: 'section',
    documentation: meaningOf(section) ?? '',
  }));
}

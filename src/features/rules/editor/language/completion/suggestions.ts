import { OPTIONAL, SECTIONS_OF, type DocumentLine, type RulesDocument } from '../../../../../policy/calico1/document';
import { tokenize } from '../../../../../policy/calico1/grammar/lexer';
import { labelSuggestions, selectorSuggestions } from './label-suggestions';
import { sectionMeaning } from './meanings';
import { capped, ruleSuggestions, tagSuggestions, type Suggestion, type Suggestions } from './rule-suggestions';
import type { DocumentContext } from '../../document-context';

/** Returns the suggestions at an offset of a document, with their meaning in the cluster. */
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
  if (syntax.kind === 'section') return headLine(line, text, offset, subject);
  const lineText = /.*/y.exec(text.slice(line.offset))?.[0] ?? '';
  const start = syntax.kind === 'rule' ? syntax.start : (/^\s*/.exec(lineText)?.[0].length ?? 0);
  const body = lineText.slice(start, syntax.comment ? syntax.comment.start : undefined);
  const selector = selectorAt(body, column - start);
  if (selector) {
    const base = line.offset + start + selector.start;
    return selectorSuggestions(selector.text, offset - base, base, "'", subject);
  }
  const rule = ruleSuggestions(body, Math.max(0, column - start), subject);
  const replaces = {
    start: Math.min(offset, line.offset + start + rule.replaces.start),
    end: Math.max(offset, line.offset + start + rule.replaces.end),
  };
  const inRules = line.section === 'inbound' || line.section === 'outbound';
  const headings = rule.replaces.start === 0 || body.trim() === '' ? missingSections(document, body.trim()) : [];
  const all = capped(replaces, [...headings, ...(inRules ? rule.items : [])]);
  return { ...all, cut: all.cut || (inRules && rule.cut) };
}

/** Returns the quoted selector of a rule at an offset; undefined if it has escapes. */
function selectorAt(rule: string, offset: number): { readonly text: string; readonly start: number } | undefined {
  const tokens = tokenize(rule);
  const index = tokens.findIndex(
    ({ kind, start, end }) =>
      start < offset && (kind === 'string' ? offset < end : kind === 'unclosed' && offset <= end),
  );
  const token = tokens[index];
  if (!token || !/^!?selector$/.test(tokens[index - 1]?.value ?? '')) return undefined;
  const text = rule.slice(token.start + 1, token.kind === 'string' ? token.end - 1 : token.end);
  return text.includes('\\') ? undefined : { text, start: token.start + 1 };
}

function headLine(line: DocumentLine, text: string, offset: number, subject: DocumentContext | undefined): Suggestions {
  const { syntax } = line;
  const column = offset - line.offset;
  const here = { start: offset, end: offset };
  if (syntax.kind !== 'section' || column <= syntax.name.end) return { replaces: here, items: [], cut: false };
  switch (syntax.section) {
    case 'labels':
      return labelSuggestions(line, syntax, column, subject);
    case 'selector': {
      const base = offset - column + (syntax.value?.start ?? column);
      const selector = text.slice(base, base + (syntax.value ? syntax.value.end - syntax.value.start : 0));
      if (offset < base) return { replaces: here, items: [], cut: false };
      return selectorSuggestions(selector.padEnd(offset - base), offset - base, base, '"', subject);
    }
    case 'order':
      return capped(here, syntax.value?.value === '' ? [{ label: 'default', kind: 'keyword' }] : []);
    case 'tags':
    case 'inbound':
    case 'outbound':
      return tagsLine(line, column, subject);
  }
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

/** Optional sections are suggested only after their first letter. */
function missingSections({ kind, lines }: RulesDocument, typed: string): readonly Suggestion[] {
  const there = new Set(lines.map(({ syntax }) => (syntax.kind === 'section' ? syntax.section : undefined)));
  return SECTIONS_OF[kind]
    .filter((section) => !there.has(section) && (!OPTIONAL.has(section) || (typed !== '' && section.startsWith(typed))))
    .map((section) => ({
      label: `${section}:`,
      kind: 'section',
      documentation: sectionMeaning(section, kind) ?? '',
    }));
}

import * as l10n from '@vscode/l10n';
import { parseRule } from '../grammar';
import type { Rule } from '../rule';
import { nearest } from '../../../base/text/nearest';
import { faultsOfRule } from '../felix';
import { parseLabels, parseOrder, parseSelectorLine, parseTags, type Head } from './heads';
import { likenessOf } from './likeness';
import { SECTIONS, type DocumentProblem, type LineSyntax, type Section, type Span } from './model';

const HEADING = /^(\s*)([\w-]+)(\s*:)/;
const SELECTOR = /^\s*selector\s*:/i;

/** The content after head lines that have a value. */
const HEADS: Partial<Readonly<Record<Section, (text: string, offset: number) => Head>>> = {
  tags: parseTags,
  labels: parseLabels,
  selector: parseSelectorLine,
  order: parseOrder,
};

/** Parses one line of any content. Never throws. */
export function parseLine(line: string): LineSyntax {
  const at = commentAt(line);
  const comment = at < 0 ? {} : { comment: { start: at, end: line.length } };
  const body = (at < 0 ? line : line.slice(0, at)).trimEnd();
  if (body.trim() === '') return { kind: 'blank', problems: [], ...comment };
  const heading = HEADING.exec(body);
  return { ...(heading ? parseHeading(body, heading) : parseRuleLine(body)), ...comment };
}

/**
 * The offset of the comment: a `#` at the start of a word, outside quotes; -1 if there is none. The selector language
 * has two kinds of quotes and no escapes.
 */
function commentAt(line: string): number {
  const isSelector = SELECTOR.test(line);
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (quote !== '') {
      if (character === '\\' && !isSelector) index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || (character === "'" && isSelector)) quote = character;
    else if (character === '#' && (index === 0 || /\s/.test(line[index - 1] ?? ''))) return index;
  }
  return -1;
}

function parseHeading(body: string, [whole, indent = '', name = '']: RegExpExecArray): LineSyntax {
  const span: Span = { start: indent.length, end: indent.length + name.length };
  const section = SECTIONS.find((known) => known === name.toLowerCase());
  if (section === undefined) {
    const suggestion = nearest(name, SECTIONS);
    const message = l10n.t('Unknown section “{0}:”.', name);
    return {
      kind: 'unknown',
      problems: [
        { ...span, code: 'section', severity: 'error', message, ...(suggestion !== undefined && { suggestion }) },
      ],
    };
  }
  const rest = body.slice(whole.length);
  const head = HEADS[section];
  if (head) return { kind: 'section', section, name: span, ...head(rest, whole.length) };
  if (rest.trim() === '') return { kind: 'section', section, name: span, tags: [], problems: [] };
  const problem: DocumentProblem = {
    start: body.length - rest.trimStart().length,
    end: body.length,
    code: 'section',
    severity: 'error',
    message: l10n.t('Write each rule of {0}: on its own line below it.', section),
    suggestion: `\n  ${rest.trim()}`,
  };
  return { kind: 'section', section, name: span, tags: [], problems: [problem] };
}

function parseRuleLine(body: string): LineSyntax {
  const start = body.length - body.trimStart().length;
  const text = body.slice(start);
  const { rule, problems } = checkRule(text);
  const inLine = problems.map((problem) => ({ ...problem, start: start + problem.start, end: start + problem.end }));
  return rule
    ? { kind: 'rule', start, text, rule, likeness: likenessOf(rule), problems: inLine }
    : { kind: 'rule', start, text, problems: inLine };
}

/** Parses the text of one rule. The rule is absent if the text has syntax errors. */
export function checkRule(text: string): { readonly rule?: Rule; readonly problems: readonly DocumentProblem[] } {
  const { rule, errors } = parseRule(text);
  const problems = errors.map(({ start, end, message, suggestion }): DocumentProblem => ({
    start,
    end,
    code: 'syntax',
    severity: 'error',
    message,
    ...(suggestion !== undefined && { suggestion }),
  }));
  if (!rule) return { problems };
  const faults = faultsOfRule(rule).map(({ message }): DocumentProblem => ({
    start: 0,
    end: text.length,
    code: 'felix',
    severity: 'error',
    message,
  }));
  return { rule, problems: [...problems, ...faults] };
}

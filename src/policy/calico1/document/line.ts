import * as l10n from '@vscode/l10n';
import { parseRule } from '../grammar';
import { nearest } from '../../../base/text/nearest';
import { faultsOfRule, isTag } from '../felix';
import { likenessOf } from './likeness';
import { SECTIONS, type DocumentProblem, type LineSyntax, type Span, type Word } from './model';
import { quotedText } from './quoting';

const HEADING = /^(\s*)([\w-]+)(\s*:)/;
/** A word of the tags line; a tag that is not a plain name is quoted. */
const TAG = /"(?:[^"\\]|\\.)*"|[^\s,]+/g;

/** Parses one line of any content. Never throws. */
export function parseLine(line: string): LineSyntax {
  const at = commentAt(line);
  const comment = at < 0 ? {} : { comment: { start: at, end: line.length } };
  const body = (at < 0 ? line : line.slice(0, at)).trimEnd();
  if (body.trim() === '') return { kind: 'blank', problems: [], ...comment };
  const heading = HEADING.exec(body);
  return { ...(heading ? parseHeading(body, heading) : parseRuleLine(body)), ...comment };
}

/** The offset of the comment: a `#` at the start of a word, outside quotes; -1 if there is none. */
function commentAt(line: string): number {
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '#' && !quoted && (index === 0 || /\s/.test(line[index - 1] ?? ''))) return index;
  }
  return -1;
}

function parseHeading(body: string, [whole, indent = '', name = '']: RegExpExecArray): LineSyntax {
  const span: Span = { start: indent.length, end: indent.length + name.length };
  const section = SECTIONS.find((known) => known === name.toLowerCase());
  if (section === undefined) {
    const suggestion = nearest(name, SECTIONS);
    const message = l10n.t('Unknown section “{0}:”. The sections are tags:, inbound: and outbound:.', name);
    return {
      kind: 'unknown',
      problems: [
        { ...span, code: 'section', severity: 'error', message, ...(suggestion !== undefined && { suggestion }) },
      ],
    };
  }
  const rest = body.slice(whole.length);
  if (section === 'tags') return { kind: 'section', section, name: span, ...parseTags(rest, whole.length) };
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

function parseTags(
  text: string,
  offset: number,
): { readonly tags: readonly Word[]; readonly problems: readonly DocumentProblem[] } {
  const tags: Word[] = [];
  const problems: DocumentProblem[] = [];
  for (const match of text.matchAll(TAG)) {
    const [word] = match;
    const span = { start: offset + match.index, end: offset + match.index + word.length };
    const value = word.startsWith('"') ? quotedText(word) : word;
    if (value === undefined || !isTag(value)) {
      const message = l10n.t(
        '“{0}” is not a valid tag in Felix. Tags consist of letters, digits, dots, dashes and underscores. Felix would ignore all tags of the profile.',
        value ?? word,
      );
      problems.push({ ...span, code: 'felix', severity: 'error', message });
    } else if (tags.some((tag) => tag.value === value)) {
      problems.push({
        ...span,
        code: 'duplicate',
        severity: 'warning',
        message: l10n.t('Duplicate tag {0}.', value),
      });
    }
    tags.push({ ...span, value: value ?? word });
  }
  return { tags, problems };
}

function parseRuleLine(body: string): LineSyntax {
  const start = body.length - body.trimStart().length;
  const text = body.slice(start);
  const { rule, errors } = parseRule(text);
  const problems = errors.map(({ start: from, end, message, suggestion }): DocumentProblem => ({
    start: start + from,
    end: start + end,
    code: 'syntax',
    severity: 'error',
    message,
    ...(suggestion !== undefined && { suggestion }),
  }));
  if (!rule) return { kind: 'rule', start, text, problems };
  for (const { message } of faultsOfRule(rule)) {
    problems.push({
      start,
      end: body.length,
      code: 'felix',
      severity: 'error',
      message: l10n.t('{0} Felix would ignore the whole profile.', message),
    });
  }
  return { kind: 'rule', start, text, rule, likeness: likenessOf(rule), problems };
}

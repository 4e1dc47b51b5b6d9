import * as l10n from '@vscode/l10n';
import { isTag } from '../felix';
import { isLabelKey } from '../translate/labels';
import { parseV3Selector } from '../../selectors';
import type { DocumentProblem, LabelWord, SectionSyntax, Word } from './model';
import { quotedText } from './quoting';

/** The content after the colon of a section's first line, with its problems. */
export type Head = Pick<SectionSyntax, 'tags' | 'labels' | 'value'> & { readonly problems: readonly DocumentProblem[] };

/** A word of the tags line; a tag that is not a plain name is quoted. */
const TAG = /"(?:[^"\\]|\\.)*"|[^\s,]+/g;

/** A label; its value is quoted if it is not a plain word. */
const LABEL = /[^\s,="]*(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"?|[^\s,"]*))?|[^\s,]+/g;

/** @param offset The offset of the text in its line. */
export function parseTags(text: string, offset: number): Head {
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

/** @param offset The offset of the text in its line. */
export function parseLabels(text: string, offset: number): Head {
  const labels: LabelWord[] = [];
  const problems: DocumentProblem[] = [];
  for (const match of text.matchAll(LABEL)) {
    const [word] = match;
    if (word === '') continue;
    const span = { start: offset + match.index, end: offset + match.index + word.length };
    const problem = (message: string, code: 'syntax' | 'felix' = 'syntax') =>
      problems.push({ ...span, code, severity: 'error', message });
    const equals = word.indexOf('=');
    const key = (equals < 0 ? word : word.slice(0, equals)).trimEnd();
    const written = equals < 0 ? '' : word.slice(equals + 1).trimStart();
    const value = written.startsWith('"') ? quotedText(written) : written;
    if (equals < 0) problem(l10n.t('Write a label as key=value.'));
    else if (value === undefined) problem(l10n.t('The value of the label {0} has no closing quote.', key));
    else if (!isLabelKey(key))
      problem(
        l10n.t(
          '“{0}” is not a valid key of a label in Felix. Keys consist of letters, digits, dots, dashes, underscores and slashes. Felix would ignore all labels of the profile.',
          key,
        ),
        'felix',
      );
    else if (labels.some((label) => label.key === key)) problem(l10n.t('Duplicate label {0}.', key));
    labels.push({ ...span, key, value: value ?? written });
  }
  return { tags: [], labels, problems };
}

/** @param offset The offset of the text in its line. */
export function parseSelectorLine(text: string, offset: number): Head {
  const value = trimmed(text, offset);
  const parsed = parseV3Selector(value.value);
  if (!parsed.ok) {
    const { start, end, message, suggestion } = parsed.problem;
    const problem: DocumentProblem = {
      start: value.start + start,
      end: value.start + end,
      code: 'selector',
      severity: 'error',
      message: l10n.t('{0} Felix would ignore the whole policy.', message),
      ...(suggestion !== undefined && { suggestion }),
    };
    return { tags: [], value, problems: [problem] };
  }
  if (value.value !== '') return { tags: [], value, problems: [] };
  const problem: DocumentProblem = {
    start: offset,
    end: offset,
    code: 'selector',
    severity: 'warning',
    message: l10n.t('An empty selector selects all endpoints, including host endpoints.'),
    suggestion: ' all()',
  };
  return { tags: [], value, problems: [problem] };
}

/** Felix 1.4's word for an order after all others. */
export const LAST = 'default';

/** @param offset The offset of the text in its line. */
export function parseOrder(text: string, offset: number): Head {
  const value = trimmed(text, offset);
  if (value.value === LAST || orderOf(value) !== undefined) return { tags: [], value, problems: [] };
  const problem: DocumentProblem = {
    start: value.start,
    end: value.end,
    code: 'syntax',
    severity: 'error',
    message: l10n.t('The order must be a number, or “{0}” for a policy that comes last.', LAST),
    ...(value.value === '' && { suggestion: ` ${LAST}` }),
  };
  return { tags: [], value, problems: [problem] };
}

/** Returns a policy's order as a number; undefined for any other text. */
export function orderOf({ value }: Word): number | undefined {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function trimmed(text: string, offset: number): Word {
  const value = text.trim();
  const start = offset + (value === '' ? 0 : text.indexOf(value));
  return { start, end: start + value.length, value };
}

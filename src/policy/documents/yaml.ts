import * as l10n from '@vscode/l10n';
import {
  CST,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  parseAllDocuments,
  stringify,
  type Document,
} from 'yaml';
import type { Path } from '../../base/decode';

/** A range of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An error in the YAML itself. */
export interface YamlProblem extends Span {
  readonly message: string;
}

/** A text that holds one object in YAML, or in JSON, which YAML includes. */
export interface YamlDocument {
  /** Undefined if the text has errors. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /**
   * Returns the span of a part: of a value, or of a key where `of` says so. Of a missing part, that of the nearest part
   * around it.
   */
  spanOf(path: Path, of?: 'key' | 'value'): Span;
}

/** Maximum number of aliases in a document: as much as people write, too few to fill the memory. */
const MOST_ALIASES = 100;

/** Errors often have the length of one character only. */
const WORD = /^[^\s:,[\]{}]+/;

/** Parses a text. Never fails: errors are problems. */
export function parseYaml(text: string): YamlDocument {
  const [document, second] = parseDocuments(text);
  if (!document)
    return { value: undefined, problems: [atStart(text, l10n.t('The document is empty.'))], spanOf: whole };
  const problems = [...problemsIn(document, text)];
  if (second)
    problems.push({
      start: second.range[0],
      end: second.range[1],
      message: l10n.t('A document holds one object: remove what follows “---”.'),
    });
  return yamlOf(document, document.contents, problems);

  function whole(): Span {
    return { start: 0, end: text.length };
  }
}

/** Parses all documents of a text. Positions are those of the text. */
export function parseDocuments(text: string): readonly Document.Parsed[] {
  // Duplicate keys are errors by default, as for calicoctl and the API server.
  const documents = parseAllDocuments(text, { prettyErrors: false, keepSourceTokens: false });
  return 'empty' in documents ? [] : documents;
}

/** Returns the errors in the YAML of a document. */
export function problemsIn(document: Document, text: string): readonly YamlProblem[] {
  return [...document.errors, ...document.warnings].map(({ pos: [start, end], message }) => ({
    start,
    end: Math.max(end, start + (WORD.exec(text.slice(start))?.[0].length ?? 1)),
    message: sentence(message),
  }));
}

/**
 * Returns an object of a document. Its aliases may refer to anchors anywhere in the document.
 * @param problems The errors in the object.
 */
export function yamlOf(document: Document, node: unknown, problems: readonly YamlProblem[]): YamlDocument {
  const all = [...problems];
  return {
    value: all.length > 0 ? undefined : valueOf(document, node, all),
    problems: all,
    spanOf: (path, of = 'value') => spanIn(node, path, of),
  };
}

/** Returns the number of comments in a text: a “#” inside a value is none. */
export function commentsIn(text: string): number {
  let count = 0;
  let inScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!inScalar && CST.tokenType(token) === 'comment') count += 1;
    // The library announces a value that is not quoted.
    inScalar = token === CST.SCALAR;
  }
  return count;
}

/** Long lines stay whole, as calicoctl leaves them. */
export const STYLE = { lineWidth: 0 } as const;

/** Writes a text without quotes if YAML then reads it as a text, not as a number or a flag. */
export function plainText(text: string): string {
  const isText = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isText ? text : `"${text}"`;
}

/** Formats a value in YAML, in the style of calicoctl. */
export function formatYaml(value: unknown): string {
  return stringify(value, { ...STYLE, aliasDuplicateObjects: false });
}

function valueOf(document: Document, node: unknown, problems: YamlProblem[]): unknown {
  try {
    return isNode(node) ? node.toJS(document, { maxAliasCount: MOST_ALIASES }) : null;
  } catch {
    const { start } = rangeOf(node) ?? { start: 0 };
    problems.push({ start, end: start + 1, message: l10n.t('The document has too many aliases.') });
    return undefined;
  }
}

function spanIn(root: unknown, path: Path, of: 'key' | 'value'): Span {
  let node = root;
  let span = rangeOf(node) ?? { start: 0, end: 0 };
  for (const [index, step] of path.entries()) {
    const next = childOf(node, step);
    if (!next) return of === 'key' || index === path.length - 1 ? firstLine(span, node) : span;
    const isLast = index === path.length - 1;
    span = (isLast && of === 'key' ? next.key : undefined) ?? rangeOf(next.value) ?? next.key ?? span;
    node = next.value;
  }
  return span;
}

/** A missing part is reported at the first key of the object that lacks it. */
function firstLine(span: Span, node: unknown): Span {
  const first = isMap(node) ? node.items[0] : undefined;
  return (first && isNode(first.key) ? rangeOf(first.key) : undefined) ?? span;
}

interface Child {
  readonly key: Span | undefined;
  readonly value: unknown;
}

function childOf(node: unknown, step: string | number): Child | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && isPair(pair) ? { key: rangeOf(pair.key), value: pair.value } : undefined;
  }
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { key: undefined, value };
  }
  return isAlias(node) ? { key: rangeOf(node), value: node } : undefined;
}

function rangeOf(node: unknown): Span | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  return { start, end: Math.max(end, start) };
}

function atStart(text: string, message: string): YamlProblem {
  return { start: 0, end: Math.min(1, text.length), message };
}

/** The library's messages are English sentences, some without a full stop. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

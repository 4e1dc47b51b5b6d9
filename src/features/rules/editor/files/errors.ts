import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../../../cluster/connection/errors';
import {
  parseDocument,
  type DocumentProblem,
  type ProblemCode,
  type RulesDocument,
  type Span,
} from '../../../../policy/calico1/document';
import type { Content } from './content';

/** Findings that Felix rejects, although etcd accepts the text. */
const OF_FELIX: ReadonlySet<ProblemCode> = new Set(['felix', 'selector']);

/**
 * Parses a text before it is stored.
 * @throws ClusterError if it has an error that the opened text did not have.
 */
export function checkedDocument(
  text: string,
  opened: Extract<Content, { kind: 'document' | 'policy' }>,
): RulesDocument {
  const document = parseDocument(text, opened.kind === 'policy' ? 'policy' : 'profile');
  const error = newError(text, document, opened.text);
  if (error)
    throw new ClusterError(
      'invalid',
      l10n.t('Line {0}: {1}', lineNumber(error, document), error.message),
      l10n.t('Nothing was saved. Correct the error and save again.'),
    );
  return document;
}

/**
 * Returns the first error that prevents storing a text. Lines that Felix already rejected before don't, so that errors
 * can be corrected one at a time.
 */
export function newError(text: string, { kind, problems }: RulesDocument, opened: string): DocumentProblem | undefined {
  const at = (whole: string, { start, end }: DocumentProblem) => whole.slice(start, end);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const standing = new Set(
    parseDocument(opened, kind)
      .problems.filter(({ code }) => OF_FELIX.has(code))
      .map((problem) => at(opened, problem)),
  );
  return errors.find((problem) => !OF_FELIX.has(problem.code) || !standing.has(at(text, problem)));
}

/** Returns the 1-based line of a finding. */
export function lineNumber({ start }: Span, { lines }: RulesDocument): number {
  return lines.findLastIndex(({ offset }) => offset <= start) + 1;
}

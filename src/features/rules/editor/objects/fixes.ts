import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isCheck } from '../../../../cluster/analysis/lint-levels';
import { Command } from '../../../../app/ids';
import { changedText, type ResourceProblem, type Span } from '../../../../policy/documents';
import type { ObjectFix } from '../../../../policy/lint/cluster';
import { changedMeanwhile } from '../diagnostics/diagnostics';
import { rangeOf } from '../files/documents';
import type { ProfileFiles } from '../files/files';
import { comparison } from '../language/fixes';
import { shownRange } from './diagnostics';
import { readObject } from './documents';
import type { ObjectLint, ObjectRemark } from './lint';

/** Provides quick fixes for the findings at the cursor in the document of an object. */
export function objectFixProvider(lint: ObjectLint, files: ProfileFiles): vscode.CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const open = readObject(document);
      if (!open) return undefined;
      const isHere = (span: Span) => shownRange(document, span).intersection(range) !== undefined;
      const corrections = correctionsIn(document, open.document.problems.filter(isHere));
      const fixes = lintFixes(document, lint.remarks(document).filter(isHere), (_, { path, value }) =>
        changedText(document.getText(), [{ kind: 'set', path, value }]),
      );
      const compare = range.start.line === 0 && changedMeanwhile(document, files) ? [comparison(document)] : [];
      return [...corrections, ...fixes, ...compare];
    },
  };
}

/** Returns the quick fixes of problems whose correction is certain. */
export function correctionsIn(
  document: vscode.TextDocument,
  problems: readonly ResourceProblem[],
): readonly vscode.CodeAction[] {
  return problems.flatMap((problem) => {
    const { suggestion } = problem;
    return suggestion === undefined
      ? []
      : replacing(document, rangeOf(document, problem), suggestion, l10n.t('Change to “{0}”', suggestion), true);
  });
}

/**
 * Returns the quick fixes of findings of lint, and those that disable their checks.
 * @param changeOf Returns the replacement that makes a fix; undefined if it can't be made.
 */
export function lintFixes<R extends ObjectRemark>(
  document: vscode.TextDocument,
  remarks: readonly R[],
  changeOf: (remark: R, fix: ObjectFix) => (Span & { readonly text: string }) | undefined,
): readonly vscode.CodeAction[] {
  return remarks.flatMap((remark) => {
    const { code, fix } = remark.finding;
    const change = fix && changeOf(remark, fix);
    return [
      // Not preferred: another change may be the better one.
      ...(fix && change ? replacing(document, rangeOf(document, change), change.text, fix.title, false) : []),
      ...(isCheck(code) ? [disabling(code)] : []),
    ];
  });
}

function replacing(
  document: vscode.TextDocument,
  range: vscode.Range,
  text: string,
  title: string,
  isPreferred: boolean,
): readonly vscode.CodeAction[] {
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.edit = new vscode.WorkspaceEdit();
  fix.edit.replace(document.uri, range, text);
  fix.isPreferred = isPreferred;
  return [fix];
}

function disabling(check: string): vscode.CodeAction {
  const fix = new vscode.CodeAction(l10n.t('Disable the Check “{0}”', check), vscode.CodeActionKind.QuickFix);
  fix.command = { title: fix.title, command: Command.disableCheck, arguments: [check] };
  return fix;
}

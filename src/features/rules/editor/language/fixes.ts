import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isCheck } from '../../../../cluster/analysis/lint-levels';
import { Command } from '../../../../app/ids';
import { changedMeanwhile, Finding } from '../diagnostics/diagnostics';
import { correctionsOf, type Correction } from '../corrections';
import { rangeOf } from '../files/documents';
import type { ProfileFiles } from '../files/files';
import type { Judge } from '../diagnostics/judge';

/**
 * Provides quick fixes for the findings at the cursor. Findings are computed again, because VS Code returns diagnostics
 * without their fixes.
 */
export function fixProvider(judge: Judge, files: ProfileFiles): vscode.CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const fixes = [...judge.problems(document), ...judge.remarks(document)]
        .map((finding) => new Finding(document, finding))
        .filter((finding) => finding.range.intersection(range) !== undefined)
        .flatMap((finding) => [...fixesOf(document, finding), ...disabling(finding)]);
      return range.start.line === 0 && changedMeanwhile(document, files) ? [...fixes, comparison(document)] : fixes;
    },
  };
}

/** Offers to compare a document with the cluster's state. */
export function comparison({ uri }: vscode.TextDocument): vscode.CodeAction {
  const fix = new vscode.CodeAction(l10n.t('Compare With the Cluster'), vscode.CodeActionKind.QuickFix);
  fix.command = { title: fix.title, command: Command.compareRules, arguments: [uri] };
  return fix;
}

/** Offers to turn off the check of a finding. Errors that prevent saving can't be turned off. */
function disabling(finding: Finding): readonly vscode.CodeAction[] {
  const { about } = finding;
  const check = 'check' in about ? about.check : isCheck(about.code) ? about.code : undefined;
  if (check === undefined) return [];
  const fix = new vscode.CodeAction(l10n.t('Disable the Check “{0}”', check), vscode.CodeActionKind.QuickFix);
  fix.command = { title: fix.title, command: Command.disableCheck, arguments: [check] };
  fix.diagnostics = [finding];
  return [fix];
}

function fixesOf(document: vscode.TextDocument, finding: Finding): readonly vscode.CodeAction[] {
  const { about } = finding;
  const place = rangeOf(document, about);
  const fixes: vscode.CodeAction[] = [];
  const offer = (title: string, range: vscode.Range, text: string, preferred: boolean) => {
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, range, text);
    fix.diagnostics = [finding];
    fix.isPreferred = preferred;
    fixes.push(fix);
  };
  const lintFix = 'fix' in about ? about.fix : undefined;
  // Not preferred: moving or editing the rule may be the better fix.
  if (lintFix) offer(lintFix.title, rangeOf(document, lintFix), lintFix.text, !lintFix.removes);
  const words = document.getText(place);
  const first = document.lineAt(place.start.line);
  const corrections = correctionsOf(about, { text: first.text, start: document.offsetAt(first.range.start) });
  corrections.forEach((correction, index) =>
    offer(titleOf(correction, words), rangeOf(document, correction), correction.text, index === 0),
  );
  if (about.code === 'duplicate' && document.lineAt(place.start.line).text.trim() === words) {
    offer(l10n.t('Remove the Rule'), document.lineAt(place.start.line).rangeIncludingLineBreak, '', true);
  }
  return fixes;
}

/** @param words The words that are replaced. */
function titleOf({ text, protocol }: Correction, words: string): string {
  if (protocol !== undefined) return l10n.t('Add the Protocol {0}', protocol);
  if (words === '') return l10n.t('Add “{0}”', text.trim());
  return text.startsWith('\n') ? l10n.t('Move the Rule to Its Own Line') : l10n.t('Change to “{0}”', text.trim());
}

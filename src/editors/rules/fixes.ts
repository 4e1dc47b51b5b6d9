import * as vscode from 'vscode';
import type { Session } from '../../cluster/session';
import { Command } from '../../ids';
import { changedMeanwhile, findingsIn, type Finding } from './diagnostics';
import { rangeOf, read } from './documents';
import type { ProfileFiles } from './files';
import { likelyTag } from './findings';
import type { Subject } from './subject';

/** Quick fixes for the findings at the cursor. They are found anew: VS Code hands diagnostics back without what we put in. */
export function fixProvider(session: Session, files: ProfileFiles): vscode.CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const { subject } = read(document, session);
      const fixes = findingsIn(document, session)
        .filter((finding) => finding.range.intersection(range) !== undefined)
        .flatMap((finding) => fixesOf(document, finding, subject));
      return range.start.line === 0 && changedMeanwhile(document, files) ? [...fixes, comparison(document)] : fixes;
    },
  };
}

function comparison({ uri }: vscode.TextDocument): vscode.CodeAction {
  const fix = new vscode.CodeAction('Compare With the Cluster', vscode.CodeActionKind.QuickFix);
  fix.command = { title: fix.title, command: Command.compareRules, arguments: [uri] };
  return fix;
}

function fixesOf(document: vscode.TextDocument, finding: Finding, subject: Subject | undefined): readonly vscode.CodeAction[] {
  const { problem } = finding;
  const place = rangeOf(document, problem);
  const fixes: vscode.CodeAction[] = [];
  const offer = (title: string, range: vscode.Range, text: string, preferred: boolean) => {
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, range, text);
    fix.diagnostics = [finding];
    fix.isPreferred = preferred;
    fixes.push(fix);
  };
  const words = document.getText(place);
  const suggestion = problem.code === 'tag' && subject ? likelyTag(words, subject) : problem.suggestion;
  if (suggestion !== undefined) {
    const shown = suggestion.trim();
    offer(words === '' ? `Add “${shown}”` : suggestion.startsWith('\n') ? 'Move the Rule to Its Own Line' : `Change to “${shown}”`, place, suggestion, true);
  }
  if (problem.code === 'duplicate' && document.lineAt(place.start.line).text.trim() === words) {
    offer('Remove the Rule', document.lineAt(place.start.line).rangeIncludingLineBreak, '', true);
  }
  const action = problem.code === 'syntax' && words === 'ports' ? /^\s*(allow|deny|log|next-tier)(?=\s+(from|to)\s)/.exec(document.lineAt(place.start.line).text) : null;
  if (action) {
    const after = new vscode.Position(place.start.line, action[0].length);
    for (const protocol of ['tcp', 'udp']) offer(`Add the Protocol ${protocol}`, new vscode.Range(after, after), ` ${protocol}`, protocol === 'tcp');
  }
  return fixes;
}

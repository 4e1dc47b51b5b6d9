import * as l10n from '@vscode/l10n';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import type { Span } from '../../../../policy/calico1/document';
import { concernsLint } from '../../../../app/settings';
import { diagnostic } from '../../../../app/text/editor';
import { sentence } from '../../../../base/text/plain';
import { rangeOf } from '../files/documents';
import type { ProfileFiles } from '../files/files';
import type { GradedProblem } from './findings';
import type { Judge } from './judge';
import type { LintFinding } from './lint-findings';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { followParts } from '../../../../app/rules-uri/session';
import { LANGUAGE } from '../../../../app/rules-uri/names';

/** A finding as VS Code shows it, with what a quick fix needs. */
export class Finding extends vscode.Diagnostic {
  constructor(
    document: vscode.TextDocument,
    readonly about: GradedProblem | LintFinding,
  ) {
    super(shownRange(document, about), sentence(about.message), SEVERITIES[about.severity]);
    this.source = 'calico';
    this.code = about.code;
    if (MEANINGLESS.has(about.code)) this.tags = [vscode.DiagnosticTag.Unnecessary];
    const related = 'related' in about ? about.related : undefined;
    if (related)
      this.relatedInformation = [
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(document.uri, rangeOf(document, related)),
          sentence(related.message),
        ),
      ];
  }
}

/** As VS Code shows them. */
export const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

/** Findings about unnecessary text, which is shown faded out. */
const MEANINGLESS: ReadonlySet<string> = new Set<GradedProblem['code'] | LintFinding['code']>([
  'duplicate',
  'duplicate-rule',
  'redundant-rule',
  'shadowed-rule',
]);

/** Whether unsaved edits are based on an outdated state of the cluster. */
export function changedMeanwhile(document: vscode.TextDocument, files: ProfileFiles): boolean {
  const { now, opened } = files.versions(document.uri);
  return document.isDirty && opened !== undefined && now?.content.text !== opened.content.text;
}

/** Milliseconds without a keystroke before the slower checks run. */
export const PAUSE = 150;

/**
 * Keeps the findings of all open rules documents up to date: those of the text on every keystroke, those of lint when
 * typing pauses, and both when the cluster changes. In between, the editor moves existing findings with the text.
 */
export class Diagnostics implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection(LANGUAGE);
  readonly #remarks = vscode.languages.createDiagnosticCollection(`${LANGUAGE} lint`);
  readonly #subscriptions: Disposables;
  readonly #waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly judge: Judge,
    private readonly files: ProfileFiles,
  ) {
    this.#subscriptions = new Disposables([
      vscode.workspace.onDidOpenTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      // Marathon knows the ports that tasks listen on.
      followParts(
        judge.sessions,
        ({ policy, networks, marathon }) => [policy, networks, marathon],
        () => this.#updateAll(),
      ),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#updateAll();
      }),
    ]);
    this.#updateAll();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#waiting.keys()]) this.#rest(document);
    this.#problems.dispose();
    this.#remarks.dispose();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#update(document);
  }

  #update(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    this.#showProblems(document);
    this.#showRemarks(document);
  }

  #typed(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    this.#showProblems(document);
    this.#rest(document);
    this.#waiting.set(
      document,
      setTimeout(() => this.#showRemarks(document), PAUSE),
    );
  }

  #showProblems(document: vscode.TextDocument): void {
    this.#problems.set(document.uri, [
      ...this.#notices(document),
      ...this.judge.problems(document).map((problem) => new Finding(document, problem)),
    ]);
  }

  #showRemarks(document: vscode.TextDocument): void {
    this.#rest(document);
    this.#remarks.set(
      document.uri,
      this.judge.remarks(document).map((remark) => new Finding(document, remark)),
    );
  }

  #forget(document: vscode.TextDocument): void {
    this.#rest(document);
    this.#problems.delete(document.uri);
    this.#remarks.delete(document.uri);
  }

  #rest(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
  }

  /** Warns at the top of a text with unsaved edits, which does not follow the cluster. */
  #notices(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
    if (!changedMeanwhile(document, this.files)) return [];
    const isPolicy = parseDocumentUri(document.uri)?.tier !== undefined;
    const message = this.files.versions(document.uri).now
      ? isPolicy
        ? l10n.t(
            'The policy was changed in the cluster after this document was opened. Saving asks before it overwrites anything.',
          )
        : l10n.t(
            'The profile was changed in the cluster after this document was opened. Saving asks before it overwrites anything.',
          )
      : isPolicy
        ? l10n.t('The policy no longer exists in the cluster. The text stays in the editor.')
        : l10n.t('The profile no longer exists in the cluster. The text stays in the editor.');
    return [diagnostic(document.lineAt(0).range, message, vscode.DiagnosticSeverity.Warning)];
  }
}

/** Extends an empty range to the word before it, so that it is visible. */
function shownRange(document: vscode.TextDocument, problem: Span): vscode.Range {
  const range = rangeOf(document, problem);
  if (!range.isEmpty) return range;
  return document.getWordRangeAtPosition(range.start, /\S+/) ?? range;
}

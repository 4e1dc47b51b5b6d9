import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { CommandContext } from '../../../app/commands';
import type { Analysis } from '../../../app/preview/analysis';
import { announceComments } from './files/comments';
import { announceObjectComments } from './objects/comments';
import { ObjectDiagnostics } from './objects/diagnostics';
import { objectFixProvider } from './objects/fixes';
import { ObjectLint } from './objects/lint';
import { ObjectNoteHints } from './objects/note-hints';
import { ObjectRuleHints } from './objects/rule-note-hints';
import { OBJECT_DOCUMENTS } from './objects/documents';
import { PolicyLenses } from './objects/policy-lenses';
import { objectCompletionProvider, objectHoverProvider, objectRenameProvider } from './objects/providers';
import { completionProvider, TRIGGERS } from './language/completion/completion';
import { Conflicts } from './files/conflict';
import { Diagnostics } from './diagnostics/diagnostics';
import { DocumentPreviews } from './preview/document-previews';
import { ProfileFiles } from './files/files';
import { fixProvider } from './language/fixes';
import { CursorFocus } from './focus';
import { RuleHints } from './language/hints';
import { hoverProvider } from './language/hover';
import { Judge } from './diagnostics/judge';
import { LANGUAGE, SCHEME } from '../../../app/rules-uri/names';
import { openRules } from './files/open';
import { previewLenses } from './preview/preview-lens';
import { definitionProvider, referenceProvider, renameProvider } from './language/references';
import { foldingProvider, formattingProvider } from './language/structure';

/** Registers the file system and language features of rules documents, when the first document is opened. */
export class RulesFeatures implements Disposable {
  readonly files: ProfileFiles;
  readonly #conflicts: Conflicts;
  readonly #lenses: PolicyLenses;
  readonly #parts: readonly Disposable[];

  constructor(
    private readonly context: CommandContext,
    analysis: Analysis,
  ) {
    const { sessions, reporter, previews, ruleFocus } = context;
    this.files = new ProfileFiles(sessions);
    const objectLint = new ObjectLint(sessions, analysis);
    const judge = new Judge(sessions, this.files, analysis);
    const documents = new DocumentPreviews(judge, previews, analysis);
    const hints = new RuleHints(judge, analysis);
    const notes = new ObjectNoteHints(sessions, objectLint);
    const ruleNotes = new ObjectRuleHints(sessions, objectLint, analysis);
    this.#conflicts = new Conflicts(this.files, reporter);
    this.#lenses = new PolicyLenses(context, objectLint);
    const { languages } = vscode;
    const selector = { language: LANGUAGE };
    this.#parts = [
      this.files,
      this.#conflicts,
      documents,
      hints,
      new Diagnostics(judge, this.files),
      new CursorFocus(sessions, ruleFocus),
      announceComments(this.files),
      announceObjectComments(this.files),
      languages.registerCompletionItemProvider(selector, completionProvider(sessions), ...TRIGGERS),
      languages.registerHoverProvider(selector, hoverProvider(sessions)),
      languages.registerFoldingRangeProvider(selector, foldingProvider(sessions)),
      languages.registerDocumentFormattingEditProvider(selector, formattingProvider(sessions)),
      languages.registerCodeActionsProvider(selector, fixProvider(judge, this.files), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      languages.registerCodeLensProvider(selector, previewLenses(previews, documents)),
      new ObjectDiagnostics(sessions, this.files, objectLint),
      languages.registerCodeActionsProvider(OBJECT_DOCUMENTS, objectFixProvider(objectLint, this.files), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      languages.registerCodeLensProvider(OBJECT_DOCUMENTS, previewLenses(previews, documents)),
      this.#lenses,
      languages.registerCodeLensProvider(OBJECT_DOCUMENTS, this.#lenses),
      languages.registerCompletionItemProvider(OBJECT_DOCUMENTS, objectCompletionProvider(sessions), ...TRIGGERS),
      languages.registerHoverProvider(OBJECT_DOCUMENTS, objectHoverProvider(sessions)),
      languages.registerInlayHintsProvider(selector, hints),
      notes,
      languages.registerInlayHintsProvider(OBJECT_DOCUMENTS, notes),
      ruleNotes,
      languages.registerInlayHintsProvider(OBJECT_DOCUMENTS, ruleNotes),
      languages.registerReferenceProvider(selector, referenceProvider(sessions)),
      languages.registerDefinitionProvider(selector, definitionProvider(sessions)),
      languages.registerRenameProvider(selector, renameProvider(sessions)),
      languages.registerRenameProvider(OBJECT_DOCUMENTS, objectRenameProvider(sessions)),
    ];
  }

  /** Compares the given or active document with the cluster. */
  async compare([argument]: readonly unknown[]): Promise<void> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme === SCHEME) await this.#conflicts.compare(uri);
  }

  /** Lists the endpoints that the policy of a document selects. */
  showSelected(document: vscode.TextDocument): Promise<void> {
    return this.#lenses.list(document);
  }

  /** Opens the documents of a command's rows. */
  open(args: readonly unknown[]): Promise<void> {
    return openRules(this.context, args);
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}

import * as vscode from 'vscode';
import type { Disposable } from '../../cluster/events';
import type { CommandContext } from '../../commands/context';
import type { Analysis } from '../../preview/analysis';
import { announceComments } from './comments';
import { completionProvider } from './completion';
import { Conflicts } from './conflict';
import { Diagnostics } from './diagnostics';
import { DocumentPreviews } from './documentPreviews';
import { ProfileFiles } from './files';
import { fixProvider } from './fixes';
import { CursorFocus } from './focus';
import { RuleHints } from './hints';
import { hoverProvider } from './hover';
import { Judge } from './judge';
import { EndpointLenses } from './lenses';
import { LANGUAGE, SCHEME } from './names';
import { openRules } from './open';
import { previewLenses } from './previewLens';
import { definitionProvider, referenceProvider, renameProvider } from './references';
import { foldingProvider, formattingProvider } from './structure';

/** All that rules documents need, once the first of them is opened: the files, and the help of the language. */
export class RulesFeatures implements Disposable {
  readonly files: ProfileFiles;
  readonly #conflicts: Conflicts;
  readonly #parts: readonly Disposable[];

  constructor(
    private readonly context: CommandContext,
    analysis: Analysis,
  ) {
    const { session, reporter, previews, ruleFocus } = context;
    this.files = new ProfileFiles(session);
    const judge = new Judge(session, this.files, analysis);
    const documents = new DocumentPreviews(judge, previews, analysis);
    const hints = new RuleHints(judge, analysis);
    this.#conflicts = new Conflicts(this.files, reporter);
    const lenses = new EndpointLenses(session);
    const { languages } = vscode;
    const selector = { language: LANGUAGE };
    this.#parts = [
      this.files,
      lenses,
      this.#conflicts,
      documents,
      hints,
      new Diagnostics(judge, this.files),
      new CursorFocus(session, ruleFocus),
      announceComments(this.files),
      languages.registerCompletionItemProvider(selector, completionProvider(session), ' ', ',', ':'),
      languages.registerHoverProvider(selector, hoverProvider(session)),
      languages.registerFoldingRangeProvider(selector, foldingProvider(session)),
      languages.registerDocumentFormattingEditProvider(selector, formattingProvider(session)),
      languages.registerCodeActionsProvider(selector, fixProvider(judge, this.files), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
      languages.registerCodeLensProvider(selector, lenses),
      languages.registerCodeLensProvider(selector, previewLenses(judge, previews, documents)),
      languages.registerInlayHintsProvider(selector, hints),
      languages.registerReferenceProvider(selector, referenceProvider(session)),
      languages.registerDefinitionProvider(selector, definitionProvider(session)),
      languages.registerRenameProvider(selector, renameProvider(session)),
    ];
  }

  /** Compares a document, or that of the active editor, with the cluster. */
  async compare([argument]: readonly unknown[]): Promise<void> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme === SCHEME) await this.#conflicts.compare(uri);
  }

  /** Opens the documents of the rows that a command was called on. */
  open(args: readonly unknown[]): Promise<void> {
    return openRules(this.context, args);
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}

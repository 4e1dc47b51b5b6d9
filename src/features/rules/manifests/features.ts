import * as vscode from 'vscode';
import type { CommandContext } from '../../../app/commands';
import type { Analysis } from '../../../app/preview/analysis';
import { paragraph } from '../../../app/text/editor';
import { Disposables } from '../../../base/disposables';
import { dataOf } from '../../../cluster/model/indexes';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { Span } from '../../../policy/documents';
import { rangeOf } from '../editor/files/documents';
import { completionList, TRIGGERS } from '../editor/language/completion/completion';
import { shownRange } from '../editor/objects/diagnostics';
import { correctionsIn, lintFixes } from '../editor/objects/fixes';
import { objectHover } from '../editor/objects/hovers';
import { labelRenameProvider } from '../editor/objects/label-renames';
import { objectSuggestions } from '../editor/objects/suggestions';
import { ManifestDiagnostics } from './diagnostics';
import { ManifestHints } from './hints';
import { ManifestLenses } from './lenses';
import { ManifestLint } from './lint';
import { OpenManifests } from './open-manifests';
import { fixIn } from './remarks';
import { MANIFESTS } from './selector';
import { startSuggestions } from './skeletons';

/**
 * Checks and completes the objects of policy in YAML files of the workspace, with what the current cluster holds.
 * Nothing is written anywhere.
 */
export class ManifestFeatures implements vscode.Disposable {
  readonly #manifests = new OpenManifests();
  readonly #lint: ManifestLint;
  readonly #lenses: ManifestLenses;
  readonly #parts: Disposables;

  constructor(
    private readonly session: CommandContext['session'],
    sessions: CommandContext['sessions'],
    analysis: Pick<Analysis, 'lintDrafts' | 'objectCoverage'>,
    report: (error: unknown) => void,
  ) {
    const { languages } = vscode;
    this.#lint = new ManifestLint(this.#manifests, analysis);
    this.#lenses = new ManifestLenses(session, this.#manifests);
    const hints = new ManifestHints(session, this.#manifests, this.#lint, analysis);
    this.#parts = new Disposables([
      new ManifestDiagnostics(session, this.#manifests, this.#lint, report),
      this.#lenses,
      languages.registerCodeLensProvider(MANIFESTS, this.#lenses),
      hints,
      ...hints.providers.map((provider) => languages.registerInlayHintsProvider(MANIFESTS, provider)),
      languages.registerHoverProvider(MANIFESTS, { provideHover: (document, at) => this.#hover(document, at) }),
      languages.registerCompletionItemProvider(
        MANIFESTS,
        { provideCompletionItems: (document, at) => this.complete(document, at) },
        ...TRIGGERS,
      ),
      languages.registerRenameProvider(
        MANIFESTS,
        labelRenameProvider((document, at) => {
          const source = this.#manifests.sourceAt(document, at);
          const { connection } = session;
          return source && { source, connection: connection.state === 'connected' ? connection : undefined };
        }, sessions),
      ),
      languages.registerCodeActionsProvider(
        MANIFESTS,
        { provideCodeActions: (document, range) => [...this.#fixes(document, range)] },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    ]);
  }

  /** Lists what the policy at an offset of a file selects. */
  showSelected(document: vscode.TextDocument, offset: number): Promise<void> {
    return this.#lenses.list(document, offset);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const at = this.#manifests.sourceAt(document, position);
    const found = at && objectHover(at.text, at.offset, at.schema, this.#policy());
    return found && new vscode.Hover(found.lines.map(paragraph), rangeOf(document, shifted(found, at.start)));
  }

  /** Returns the fields and values that fit at a position, or the objects that can begin there. */
  complete(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionList | undefined {
    if (document.lineAt(position).text.startsWith('---')) return undefined;
    const at = this.#manifests.sourceAt(document, position);
    if (!at) {
      const begun = startSuggestions(document.getText(), document.offsetAt(position), this.#policy());
      return begun && completionList(begun, document, position);
    }
    const { replaces, ...found } = objectSuggestions(at.text, at.offset, at.schema, this.#policy());
    return completionList({ ...found, replaces: shifted(replaces, at.start) }, document, position);
  }

  #fixes(document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] {
    const manifest = this.#manifests.in(document);
    const isHere = (span: Span) => shownRange(document, span).intersection(range) !== undefined;
    const problems = manifest.parts.flatMap((part) => part.document.problems);
    const policy = this.#policy();
    const remarks = policy ? (this.#lint.known(manifest, policy) ?? []) : [];
    return [
      ...correctionsIn(document, problems.filter(isHere)),
      ...lintFixes(document, remarks.filter(isHere), ({ part }, fix) => fixIn(part, fix)),
    ];
  }

  #policy(): PolicyData | undefined {
    const { snapshot } = this.session;
    return snapshot && dataOf(snapshot.policy);
  }
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

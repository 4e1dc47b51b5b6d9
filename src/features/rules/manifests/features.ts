import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import type { CommandContext } from '../../../app/commands';
import { diagnostic, paragraph } from '../../../app/text/editor';
import { dataOf } from '../../../cluster/model/indexes';
import { withResources } from '../../../cluster/model/resources';
import type { PolicyData } from '../../../cluster/model/snapshot';
import {
  readManifest,
  type Manifest,
  type ManifestPart,
  type ObjectSource,
  type Span,
} from '../../../policy/documents';
import { RESOURCE_KINDS } from '../../../policy/resources';
import { SEVERITIES } from '../editor/diagnostics/diagnostics';
import { rangeOf } from '../editor/files/documents';
import { completionList, TRIGGERS } from '../editor/language/completion/completion';
import { shownRange } from '../editor/objects/diagnostics';
import { correctionsIn } from '../editor/objects/fixes';
import { objectHover } from '../editor/objects/hovers';
import { noteHints } from '../editor/objects/note-hints';
import { objectNotes, type ObjectNote } from '../editor/objects/notes';
import { labelRenameProvider } from '../editor/objects/label-renames';
import { objectSuggestions } from '../editor/objects/suggestions';
import { MANIFESTS } from './selector';

/**
 * Checks and completes the objects of policy in YAML files of the workspace, with what the current cluster holds.
 * Nothing is written anywhere.
 */
export class ManifestFeatures implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico manifests');
  readonly #parsed = new WeakMap<vscode.TextDocument, Manifest & { readonly version: number }>();
  readonly #known = new WeakMap<ManifestPart, { readonly policy: PolicyData; readonly notes: readonly ObjectNote[] }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #parts: Disposables;

  constructor(
    private readonly session: CommandContext['session'],
    sessions: CommandContext['sessions'],
  ) {
    const { languages, workspace } = vscode;
    this.#parts = new Disposables([
      this.#findings,
      this.#changed,
      workspace.onDidOpenTextDocument((document) => this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#check(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#findings.delete(uri)),
      session.onDidChangeSnapshot(() => this.#changed.fire()),
      languages.registerHoverProvider(MANIFESTS, { provideHover: (document, at) => this.#hover(document, at) }),
      languages.registerCompletionItemProvider(
        MANIFESTS,
        { provideCompletionItems: (document, at) => this.#complete(document, at) },
        ...TRIGGERS,
      ),
      languages.registerInlayHintsProvider(MANIFESTS, {
        onDidChangeInlayHints: this.#changed.event,
        provideInlayHints: (document, range) => this.#notes(document, range),
      }),
      languages.registerRenameProvider(
        MANIFESTS,
        labelRenameProvider((document, at) => {
          const source = this.#sourceAt(document, at);
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
    workspace.textDocuments.forEach((document) => this.#check(document));
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #check(document: vscode.TextDocument): void {
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    const { parts, problems } = this.#manifestIn(document);
    const found = [
      ...problems.map((problem) => ({ ...problem, severity: 'error' as const })),
      ...parts.flatMap((part) => part.document.problems),
    ];
    this.#findings.set(
      document.uri,
      found.map((problem) => {
        const shown = diagnostic(shownRange(document, problem), problem.message, SEVERITIES[problem.severity]);
        shown.source = 'calico';
        return shown;
      }),
    );
  }

  #hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const at = this.#sourceAt(document, position);
    const found = at && objectHover(at.text, at.offset, at.schema, this.#policy());
    return found && new vscode.Hover(found.lines.map(paragraph), rangeOf(document, shifted(found, at.start)));
  }

  #complete(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionList | undefined {
    const at = this.#sourceAt(document, position);
    if (!at) return undefined;
    const { replaces, ...found } = objectSuggestions(at.text, at.offset, at.schema, this.#policy());
    return completionList({ ...found, replaces: shifted(replaces, at.start) }, document, position);
  }

  #notes(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const policy = this.#policy();
    if (!policy?.resources) return [];
    const notes = this.#manifestIn(document).parts.flatMap((part) => this.#notesOf(part, policy));
    return noteHints(notes, document, range);
  }

  /** Compiled once for each text and policy. */
  #notesOf(part: ManifestPart, policy: PolicyData): readonly ObjectNote[] {
    const known = this.#known.get(part);
    if (known?.policy === policy) return known.notes;
    const { id, document } = part;
    const { yaml, object } = document;
    // kubectl puts an object without a namespace into the one of its context.
    const isPlaced = id.namespace !== undefined || !RESOURCE_KINDS[id.kind].namespaced;
    const notes = object && isPlaced ? objectNotes(id, yaml, withResources(policy, [{ id, object }])) : [];
    this.#known.set(part, { policy, notes });
    return notes;
  }

  #policy(): PolicyData | undefined {
    const { snapshot } = this.session;
    return snapshot && dataOf(snapshot.policy);
  }

  #fixes(document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] {
    const problems = this.#manifestIn(document).parts.flatMap((part) => part.document.problems);
    return correctionsIn(
      document,
      problems.filter((problem) => shownRange(document, problem).intersection(range) !== undefined),
    );
  }

  /** Returns the object at a position, and the position in its source. */
  #sourceAt(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): (ObjectSource & { readonly offset: number }) | undefined {
    const offset = document.offsetAt(position);
    const part = this.#manifestIn(document).parts.findLast(({ start }) => start <= offset);
    return part && offset <= part.end ? { ...part.source, offset: offset - part.source.start } : undefined;
  }

  /** Parsed once per version. */
  #manifestIn(document: vscode.TextDocument): Manifest {
    let known = this.#parsed.get(document);
    if (known?.version !== document.version) {
      known = { version: document.version, ...readManifest(document.getText()) };
      this.#parsed.set(document, known);
    }
    return known;
  }
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import type { CommandContext } from '../../../app/commands';
import { diagnostic, paragraph } from '../../../app/text/editor';
import { dataOf } from '../../../cluster/model/indexes';
import { withResources } from '../../../cluster/model/resources';
import type { PolicyData } from '../../../cluster/model/snapshot';
import { readManifest, type ManifestPart, type Span } from '../../../policy/documents';
import { SEVERITIES } from '../editor/diagnostics/diagnostics';
import { rangeOf } from '../editor/files/documents';
import { completionList, TRIGGERS } from '../editor/language/completion/completion';
import { objectHover } from '../editor/objects/hovers';
import { noteHints } from '../editor/objects/note-hints';
import { objectNotes, type ObjectNote } from '../editor/objects/notes';
import { objectSuggestions } from '../editor/objects/suggestions';

/** YAML files of the workspace. Objects of a cluster have documents and a language of their own. */
const MANIFESTS: vscode.DocumentFilter = { language: 'yaml', scheme: 'file' };

/**
 * Checks and completes the objects of policy in YAML files of the workspace, with what the current cluster holds.
 * Nothing is written anywhere.
 */
export class ManifestFeatures implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico manifests');
  readonly #parsed = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly parts: readonly ManifestPart[] }
  >();
  readonly #known = new WeakMap<ManifestPart, { readonly policy: PolicyData; readonly notes: readonly ObjectNote[] }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #parts: Disposables;

  constructor(private readonly session: CommandContext['session']) {
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
    ]);
    workspace.textDocuments.forEach((document) => this.#check(document));
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #check(document: vscode.TextDocument): void {
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    const found = this.#partsOf(document).flatMap((part) =>
      part.document.problems.map((problem) => {
        const shown = diagnostic(rangeIn(document, part, problem), problem.message, SEVERITIES[problem.severity]);
        shown.source = 'calico';
        return shown;
      }),
    );
    this.#findings.set(document.uri, found);
  }

  #hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const at = this.#partAt(document, position);
    const found = at && objectHover(at.part.text, at.offset, at.part.id.kind, this.#policy());
    return found && new vscode.Hover(found.lines.map(paragraph), rangeIn(document, at.part, found));
  }

  #complete(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionList | undefined {
    const at = this.#partAt(document, position);
    if (!at) return undefined;
    const { part, offset } = at;
    const { replaces, ...found } = objectSuggestions(part.text, offset, part.id.kind, this.#policy());
    return completionList({ ...found, replaces: shifted(replaces, part) }, document, position);
  }

  #notes(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const policy = this.#policy();
    if (!policy?.resources) return [];
    const notes = this.#partsOf(document).flatMap((part) => this.#notesOf(part, policy));
    return noteHints(notes, document, range);
  }

  /** Compiled once for each text and policy. */
  #notesOf(part: ManifestPart, policy: PolicyData): readonly ObjectNote[] {
    const known = this.#known.get(part);
    if (known?.policy === policy) return known.notes;
    const { id, start, document } = part;
    const { yaml, object } = document;
    const own = object ? objectNotes(id, yaml, withResources(policy, [{ id, object }])) : [];
    const notes = own.map((note) => ({ ...note, start: note.start + start }));
    this.#known.set(part, { policy, notes });
    return notes;
  }

  #policy(): PolicyData | undefined {
    const { snapshot } = this.session;
    return snapshot && dataOf(snapshot.policy);
  }

  #partAt(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { readonly part: ManifestPart; readonly offset: number } | undefined {
    const offset = document.offsetAt(position);
    const part = this.#partsOf(document).findLast(({ start }) => start <= offset);
    return part && offset <= part.start + part.text.length ? { part, offset: offset - part.start } : undefined;
  }

  /** Parsed once per version. */
  #partsOf(document: vscode.TextDocument): readonly ManifestPart[] {
    let known = this.#parsed.get(document);
    if (known?.version !== document.version) {
      known = { version: document.version, parts: readManifest(document.getText()) };
      this.#parsed.set(document, known);
    }
    return known.parts;
  }
}

function shifted({ start, end }: Span, { start: by }: ManifestPart): Span {
  return { start: start + by, end: end + by };
}

function rangeIn(document: vscode.TextDocument, part: ManifestPart, span: Span): vscode.Range {
  return rangeOf(document, shifted(span, part));
}

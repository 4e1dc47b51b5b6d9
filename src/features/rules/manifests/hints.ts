import * as vscode from 'vscode';
import { signalOf, type CommandContext } from '../../../app/commands';
import type { Analysis } from '../../../app/preview/analysis';
import { dataOf } from '../../../cluster/model/indexes';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { Manifest, ManifestPart } from '../../../policy/documents';
import { noteHints } from '../editor/objects/note-hints';
import { objectNotes, type ObjectNote } from '../editor/objects/notes';
import { RuleCoverages } from '../editor/objects/rule-note-hints';
import { ruleNotes } from '../editor/objects/rule-notes';
import type { ManifestLint } from './lint';
import { isPlaced, partsIn, type OpenManifests } from './open-manifests';

/** Shows in YAML files what the parts of policies would mean in the current cluster, if all of the file were applied. */
export class ManifestHints implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #known = new WeakMap<ManifestPart, { readonly policy: PolicyData; readonly notes: readonly ObjectNote[] }>();
  readonly #coverages: RuleCoverages;
  readonly #subscription: { dispose(): unknown };
  /** What parts mean, and what rules decide, which takes longer. */
  readonly providers: readonly vscode.InlayHintsProvider[] = [
    {
      onDidChangeInlayHints: this.#changed.event,
      provideInlayHints: (document, range) => this.#notes(document, range),
    },
    {
      onDidChangeInlayHints: this.#changed.event,
      provideInlayHints: (document, range, token) => this.#ruleNotes(document, range, signalOf(token)),
    },
  ];

  constructor(
    private readonly session: CommandContext['session'],
    private readonly manifests: OpenManifests,
    private readonly lint: Pick<ManifestLint, 'remarks'>,
    analysis: Pick<Analysis, 'objectCoverage'>,
  ) {
    this.#coverages = new RuleCoverages(analysis);
    this.#subscription = session.onDidChangeSnapshot(() => this.#changed.fire());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #notes(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const { snapshot } = this.session;
    const policy = snapshot && dataOf(snapshot.policy);
    if (!policy?.resources) return [];
    const manifest = this.manifests.in(document);
    const notes = partsIn(manifest, document, range).flatMap((part) => this.#notesOf(part, manifest, policy));
    return noteHints(notes, document, range);
  }

  /** Counted once for each text and policy. */
  #notesOf(part: ManifestPart, manifest: Manifest, policy: PolicyData): readonly ObjectNote[] {
    const known = this.#known.get(part);
    if (known?.policy === policy) return known.notes;
    const { id, document } = part;
    const { yaml, object } = document;
    const notes = object && isPlaced(id) ? objectNotes(id, yaml, this.manifests.drafted(manifest, policy)) : [];
    this.#known.set(part, { policy, notes });
    return notes;
  }

  async #ruleNotes(
    document: vscode.TextDocument,
    range: vscode.Range,
    signal: AbortSignal,
  ): Promise<vscode.InlayHint[]> {
    const { snapshot } = this.session;
    const current = snapshot && dataOf(snapshot.policy);
    if (!snapshot || !current?.resources) return [];
    const manifest = this.manifests.in(document);
    const notes: ObjectNote[] = [];
    for (const part of partsIn(manifest, document, range)) {
      const { id, document: of } = part;
      const { object } = of;
      if (!object || !isPlaced(id)) continue;
      const policy = this.manifests.drafted(manifest, current);
      const rules = await this.#coverages.of({ id, object, policy }, snapshot, signal);
      if (signal.aborted) return [];
      const decidesNothing = rules.some(({ pairs, outside }) => pairs === 0 && !outside);
      const remarks = decidesNothing ? await this.lint.remarks(manifest, current, signal) : [];
      if (!remarks) return [];
      const findings = remarks.flatMap((remark) => (remark.part === part ? [remark.finding] : []));
      notes.push(...ruleNotes(rules, of.yaml, () => findings));
    }
    return noteHints(notes, document, range);
  }
}

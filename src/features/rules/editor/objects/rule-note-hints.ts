import * as vscode from 'vscode';
import { inSlices } from '../../../../base/time-slices';
import { signalOf } from '../../../../app/commands';
import type { Analysis } from '../../../../app/preview/analysis';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { connectionOf, followParts, type DocumentSessions } from '../../../../app/rules-uri/session';
import type { WrittenRule } from '../../../../cluster/analysis/object-coverage';
import { modelPolicy } from '../../../../cluster/model/object-tiers';
import type { PolicyData, Snapshot } from '../../../../cluster/model/snapshot';
import { resourceKey, type PolicyObject, type ResourceId } from '../../../../policy/resources';
import { readObject } from './documents';
import type { ObjectLint } from './lint';
import { noteHints } from './note-hints';
import { ruleNotes } from './rule-notes';

type Coverage = Pick<Analysis, 'objectCoverage'>;

/** An object in a policy that contains it, which may have unsaved changes. */
export interface CoveredObject {
  readonly id: ResourceId;
  readonly object: PolicyObject;
  readonly policy: PolicyData;
}

/** What the rules of objects decide, calculated once for each policy. */
export class RuleCoverages {
  readonly #known = new WeakMap<PolicyData, Map<string, readonly WrittenRule[]>>();

  constructor(private readonly analysis: Coverage) {}

  /** Calculates in the background. @returns an empty list if it was aborted, or is too much. */
  async of(
    { id, object, policy }: CoveredObject,
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<readonly WrittenRule[]> {
    const known = this.#known.get(policy) ?? new Map<string, readonly WrittenRule[]>();
    this.#known.set(policy, known);
    const key = resourceKey(id);
    const before = known.get(key);
    if (before) return before;
    const compiled = modelPolicy(id, policy);
    if (!compiled) return [];
    const found = await inSlices(this.analysis.objectCoverage({ object, policy: compiled }, policy, snapshot), signal);
    if (signal.aborted) return [];
    known.set(key, found ?? []);
    return found ?? [];
  }
}

/** Shows in documents of policies what their rules decide, with unsaved changes. */
export class ObjectRuleHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #subscription: { dispose(): unknown };
  readonly #coverages: RuleCoverages;

  constructor(
    private readonly sessions: DocumentSessions,
    private readonly lint: Pick<ObjectLint, 'policyWith' | 'remarks'>,
    analysis: Coverage,
  ) {
    this.#coverages = new RuleCoverages(analysis);
    this.#subscription = followParts(
      sessions,
      ({ policy }) => [policy],
      () => this.#changed.fire(),
    );
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    const open = readObject(document);
    const object = open?.document.object;
    const place = parseDocumentUri(document.uri);
    const snapshot = place && connectionOf(place, this.sessions)?.store.snapshot;
    const policy = object && this.lint.policyWith(document);
    if (!policy || !snapshot) return [];
    const rules = await this.#coverages.of({ id: open.id, object, policy }, snapshot, signalOf(token));
    if (token.isCancellationRequested) return [];
    const findings = () => this.lint.remarks(document).map(({ finding }) => finding);
    return noteHints(ruleNotes(rules, open.document.yaml, findings), document, range);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

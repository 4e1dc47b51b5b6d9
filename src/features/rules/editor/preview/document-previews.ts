import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../../../policy/resources';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { Profile } from '../../../../policy/calico1/profile';
import type { Analysis } from '../../../../app/preview/analysis';
import type { Previews } from '../../../../app/preview/previews';
import type { ResourceDraft } from '../../../../cluster/model/resources';
import type { Draft } from '../../../../app/preview/draft';
import { draftOfObject, readObject, type OpenObject } from '../objects/documents';
import type { Judge } from '../diagnostics/judge';
import { LANGUAGE, SCHEME } from '../../../../app/rules-uri/names';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { connectionOf, followParts } from '../../../../app/rules-uri/session';

/** Why a document with unsaved changes has no preview. */
export interface NoPreview {
  readonly reason: string;
}

/** What a document would store. */
type Pending = Profile | TieredPolicy | ResourceDraft;

/** Previews a document's unsaved changes on every keystroke, if they can be saved. */
export class DocumentPreviews implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: Disposables;
  /** The preview of each document with unsaved changes, or why it has none. */
  readonly #states = new Map<vscode.TextDocument, Pending | NoPreview>();

  constructor(
    private readonly judge: Judge,
    private readonly previews: Previews,
    private readonly analysis: Pick<Analysis, 'draftOf'>,
  ) {
    this.#subscriptions = new Disposables([
      vscode.workspace.onDidOpenTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#update(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#end(document)),
      followParts(
        judge.sessions,
        ({ policy, networks }) => [policy, networks],
        () => this.#updateAll(),
      ),
      previews.onDidChange(() => this.#changed.fire()),
    ]);
    this.#updateAll();
  }

  /** Returns why a document's unsaved changes are not previewed; undefined if they are, or there are none. */
  reasonFor(document: vscode.TextDocument): string | undefined {
    const state = this.#states.get(document);
    return state && 'reason' in state ? state.reason : undefined;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#states.keys()]) this.#end(document);
    this.#changed.dispose();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#update(document);
  }

  #update(document: vscode.TextDocument): void {
    if (document.uri.scheme !== SCHEME || !(document.languageId === LANGUAGE || readObject(document))) return;
    const state = document.isDirty && !document.isClosed ? this.#stateOf(document) : undefined;
    if (!state) {
      this.#end(document);
      return;
    }
    const before = this.#states.get(document);
    this.#states.set(document, state);
    if ('reason' in state) {
      this.previews.hide(document);
      this.#changed.fire();
    } else if (state !== before) {
      const place = parseDocumentUri(document.uri);
      const connection = place && connectionOf(place, this.judge.sessions);
      this.previews.show(document, this.#draftOf(document, state), connection);
    }
  }

  #draftOf({ uri }: vscode.TextDocument, state: Pending): Draft {
    const { draftOf } = this.analysis;
    const name = parseDocumentUri(uri)?.name ?? '';
    if ('object' in state) return draftOf(l10n.t('Unsaved changes of {0}', name), [], [], [], [state]);
    const title = l10n.t('Unsaved rules of {0}', name);
    return state.kind === 'policy'
      ? draftOf(title, [], [], [{ tier: state.tier, name: state.name, policy: state }])
      : draftOf(title, [state]);
  }

  #stateOf(document: vscode.TextDocument): Pending | NoPreview {
    const object = readObject(document);
    if (object) return this.#stateOfObject(document, object);
    const hindrance = this.judge.hindrance(document);
    if (hindrance) return { reason: l10n.t('line {0}: {1}', hindrance.line, hindrance.message) };
    const draft = this.judge.draft(document);
    if (draft) return draft;
    const isPolicy = parseDocumentUri(document.uri)?.tier !== undefined;
    return {
      reason: isPolicy
        ? l10n.t('the connected cluster has no such policy')
        : l10n.t('the connected cluster has no such profile'),
    };
  }

  #stateOfObject(document: vscode.TextDocument, { id, document: { problems } }: OpenObject): Pending | NoPreview {
    const error = problems.find(({ severity }) => severity === 'error');
    if (error) return { reason: l10n.t('line {0}: {1}', document.positionAt(error.start).line + 1, error.message) };
    return (
      draftOfObject(document, this.judge.sessions) ?? {
        reason: l10n.t('the connected cluster has no such {0}', writtenKind(id.kind)),
      }
    );
  }

  #end(document: vscode.TextDocument): void {
    if (!this.#states.delete(document)) return;
    this.previews.hide(document);
    this.#changed.fire();
  }
}

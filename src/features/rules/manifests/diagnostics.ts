import * as vscode from 'vscode';
import type { CommandContext } from '../../../app/commands';
import { concernsLint } from '../../../app/settings';
import { diagnostic } from '../../../app/text/editor';
import { Disposables } from '../../../base/disposables';
import { dataOf } from '../../../cluster/model/indexes';
import type { PolicyData } from '../../../cluster/model/snapshot';
import { PAUSE, SEVERITIES } from '../editor/diagnostics/diagnostics';
import { remarkIn, shownRange } from '../editor/objects/diagnostics';
import type { ManifestLint } from './lint';
import type { OpenManifests } from './open-manifests';
import { MANIFESTS } from './selector';

/** Keeps the findings in YAML files up to date: what servers would refuse, and those of lint in the current cluster. */
export class ManifestDiagnostics implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico manifests');
  readonly #remarks = vscode.languages.createDiagnosticCollection('calico manifests lint');
  readonly #subscriptions: Disposables;
  readonly #waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  readonly #linting = new Map<vscode.TextDocument, AbortController>();
  #policy: PolicyData | undefined;

  /** @param report Called if lint fails. */
  constructor(
    private readonly session: CommandContext['session'],
    private readonly manifests: OpenManifests,
    private readonly lint: ManifestLint,
    private readonly report: (error: unknown) => void,
  ) {
    const { workspace } = vscode;
    this.#policy = policyIn(session);
    this.#subscriptions = new Disposables([
      this.#findings,
      this.#remarks,
      session.onDidChangeSnapshot(() => this.#followPolicy()),
      workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#lintAll();
      }),
      workspace.onDidOpenTextDocument((document) => this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      workspace.onDidCloseTextDocument((document) => {
        this.#rest(document);
        this.#findings.delete(document.uri);
        this.#remarks.delete(document.uri);
      }),
    ]);
    workspace.textDocuments.forEach((document) => this.#check(document));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#waiting.keys(), ...this.#linting.keys()]) this.#rest(document);
  }

  /** Long files take a while, so they are checked when typing pauses. */
  #typed(document: vscode.TextDocument): void {
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    this.#rest(document);
    this.#waiting.set(
      document,
      setTimeout(() => this.#check(document), PAUSE),
    );
  }

  #rest(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
    this.#linting.get(document)?.abort();
    this.#linting.delete(document);
  }

  #followPolicy(): void {
    const policy = policyIn(this.session);
    if (policy === this.#policy) return;
    this.#policy = policy;
    this.#lintAll();
  }

  /** Texts that someone types are linted after the pause, and those that are being linted again after that. */
  #lintAll(): void {
    for (const document of vscode.workspace.textDocuments)
      if (vscode.languages.match(MANIFESTS, document) > 0 && !this.#waiting.has(document)) this.#startLint(document);
  }

  #startLint(document: vscode.TextDocument): void {
    if (this.#linting.has(document)) return;
    const linting = new AbortController();
    this.#linting.set(document, linting);
    this.#lint(document, linting.signal)
      .catch((error: unknown) => this.report(error))
      .finally(() => {
        if (this.#linting.get(document) === linting) this.#linting.delete(document);
      });
  }

  /**
   * In the background, until the findings are those of the latest policy and settings. The findings before stay until
   * there are others: in a busy cluster, policy changes all the time.
   */
  async #lint(document: vscode.TextDocument, signal: AbortSignal): Promise<void> {
    const manifest = this.manifests.in(document);
    for (;;) {
      const policy = this.#policy;
      if (!policy?.resources || manifest.parts.length === 0) {
        this.#remarks.delete(document.uri);
        return;
      }
      const remarks = await this.lint.remarks(manifest, policy, signal);
      if (!remarks || signal.aborted) return;
      this.#remarks.set(
        document.uri,
        remarks.map((remark) => remarkIn(document, remark)),
      );
      if (this.#policy && this.lint.known(manifest, this.#policy)) return;
    }
  }

  #check(document: vscode.TextDocument): void {
    this.#rest(document);
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    const { parts, problems } = this.manifests.in(document);
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
    this.#startLint(document);
  }
}

function policyIn({ snapshot }: CommandContext['session']): PolicyData | undefined {
  return snapshot && dataOf(snapshot.policy);
}

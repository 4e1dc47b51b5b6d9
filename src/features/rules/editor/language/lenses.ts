import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Session } from '../../../../cluster/connection/session';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import type { RuleLine } from '../../../../policy/calico1/document';
import { read } from '../files/documents';
import { farEndpoints } from './completion/endpoints';

class RuleLens extends vscode.CodeLens {
  constructor(
    readonly document: vscode.TextDocument,
    readonly line: RuleLine,
  ) {
    super(new vscode.Range(line.line, 0, line.line, 0));
  }
}

/** Shows above each rule with a peer how many endpoints it matches. Resolved for visible lines only. */
export class EndpointLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: { dispose(): unknown };
  #shown: Snapshot | undefined;

  constructor(private readonly session: Session) {
    this.#subscription = session.onDidChangeSnapshot((snapshot) => {
      const same = snapshot?.policy === this.#shown?.policy && snapshot?.networks === this.#shown?.networks;
      this.#shown = snapshot;
      if (!same) this.#changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { document: rules, subject } = read(document, this.session);
    if (!subject) return [];
    return [...rules.inbound, ...rules.outbound]
      .filter(
        ({ rule, direction }) =>
          rule &&
          Object.keys(rule).some(
            (key) => /^!?(src|dst)_(tag|net)$/.test(key) && key.includes(direction === 'inbound' ? 'src' : 'dst'),
          ),
      )
      .map((line) => new RuleLens(document, line));
  }

  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    if (lens instanceof RuleLens) lens.command = { title: this.#title(lens), command: '' };
    return lens;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #title({ document, line: { rule, direction } }: RuleLens): string {
    const { subject } = read(document, this.session);
    const endpoints = rule && subject && farEndpoints(rule, direction, subject);
    if (endpoints === undefined) return l10n.t('matches by labels');
    if (endpoints === 'any') return l10n.t('matches any endpoint or address');
    if (endpoints.size === 0) return l10n.t('matches no endpoints');
    return endpoints.size === 1 ? l10n.t('matches 1 endpoint') : l10n.t('matches {0} endpoints', endpoints.size);
  }
}

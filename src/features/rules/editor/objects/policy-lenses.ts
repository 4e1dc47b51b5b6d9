import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandContext } from '../../../../app/commands';
import { Command } from '../../../../app/ids';
import { isOf, parseDocumentUri } from '../../../../app/rules-uri/address';
import { connectionOf, followParts } from '../../../../app/rules-uri/session';
import { endpointCount, podCount } from '../../../../app/text/counts';
import { byName } from '../../../../base/text/by-name';
import { codeLens } from '../../../../app/text/editor';
import { choose, tell, type Item } from '../../../../app/text/window';
import type { TreeNode } from '../../../../app/tree-nodes';
import { dataOf } from '../../../../cluster/model/indexes';
import { isPolicyKind, resourceName } from '../../../../policy/resources';
import type { StarPointer } from '../../../graph';
import { readObject } from './documents';
import type { ObjectLint } from './lint';
import { selectedEndpoints, type SelectingPolicy } from './selected-endpoints';

/** At the top of the document of a policy: how many endpoints it selects, which a click lists or shows in the graph. */
export class PolicyLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: { dispose(): unknown };

  constructor(
    private readonly context: Pick<CommandContext, 'session' | 'sessions'>,
    private readonly lint: Pick<ObjectLint, 'policyWith'>,
  ) {
    this.#subscription = followParts(
      context.sessions,
      ({ policy }) => [policy],
      () => this.#changed.fire(),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const found = this.#selectingIn(document);
    if (!found || found.selected.length === 0) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      codeLens(top, {
        title: l10n.t('Selects {0}', (found.isOfPods ? podCount : endpointCount)(found.selected.length)),
        tooltip: l10n.t('List them'),
        command: Command.showSelected,
        arguments: [document.uri],
      }),
      // The graph's filter finds only what is in force.
      ...(found.isCurrent && !found.policy.staged
        ? [
            codeLens(top, {
              title: l10n.t('Show in Graph'),
              command: Command.showGraph,
              arguments: [pointerTo(found)],
            }),
          ]
        : []),
    ];
  }

  /** Lists what the policy of a document selects, and then who decides for a chosen one. */
  async list(document: vscode.TextDocument): Promise<void> {
    const found = this.#selectingIn(document);
    if (!found || found.selected.length === 0) {
      void tell('info', l10n.t('This policy selects no endpoint.'));
      return;
    }
    const sorted = found.selected.toSorted((a, b) => byName(a.name, b.name));
    const items = sorted.map(({ kind, name, endpoint, addresses }): Item & { readonly row?: TreeNode } => ({
      label: name,
      description: addresses.join(', '),
      ...(kind === 'workload' && {
        row: { kind: 'endpoint', profile: undefined, endpoint, cluster: found.cluster },
      }),
    }));
    const chosen = await choose(items, {
      title: l10n.t('Endpoints That {0} Selects', found.name),
      placeholder: l10n.t('Select one to see who decides for it'),
      matchOnDescription: true,
    });
    if (chosen?.row) await vscode.commands.executeCommand(Command.whoDecides, chosen.row);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** With unsaved changes; while the text has errors, without them. */
  #selectingIn(document: vscode.TextDocument):
    | (SelectingPolicy & {
        readonly name: string;
        readonly cluster: string;
        /** Whether it can select only pods. */
        readonly isOfPods: boolean;
        /** Whether commands act on the document's cluster. */
        readonly isCurrent: boolean;
      })
    | undefined {
    const open = readObject(document);
    const place = parseDocumentUri(document.uri);
    const connection = place && connectionOf(place, this.context.sessions);
    if (!open || !connection || !isPolicyKind(open.id.kind)) return undefined;
    const { snapshot } = connection.store;
    const data = this.lint.policyWith(document) ?? dataOf(snapshot.policy);
    const found = data && selectedEndpoints(open.id, data, snapshot);
    const { connection: current } = this.context.session;
    return (
      found && {
        ...found,
        name: resourceName(open.id),
        cluster: connection.definition.name,
        isOfPods: open.id.kind === 'KubernetesNetworkPolicy',
        isCurrent: current.state === 'connected' && isOf(place, current.definition),
      }
    );
  }
}

function pointerTo({ policy, selected, name }: SelectingPolicy & { readonly name: string }): StarPointer {
  return {
    name,
    filter: `decidedby:${policy.tier}/${name}`,
    addresses: selected.flatMap(({ addresses }) => addresses),
  };
}

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../../src/app/ids';
import type { MessageAction } from '../../../src/app/reporter';
import type { ClusterDefinition } from '../../../src/cluster/connection/definition';
import type { ClusterErrorKind } from '../../../src/cluster/connection/errors';
import { Connector, type ConnectorParts } from '../../../src/features/connection/connector';
import { reportInvalid } from '../../../src/features/connection/fixes';
import { demoIdentity } from '../../../src/app/local-demos';

const OWN: ClusterDefinition = { name: 'own', etcd: ['http://10.0.0.1:2379'] };
const FOLDERS: ClusterDefinition = { name: 'folder’s', etcd: ['http://10.0.0.2:2379'] };
const DEMO: ClusterDefinition = { ...OWN, identity: demoIdentity('kubernetes') };

describe('failures of connecting', () => {
  let values: { readonly globalValue?: unknown; readonly workspaceValue?: unknown };
  let warnings: { readonly message: string; readonly actions: readonly MessageAction[] }[];
  let ran: (readonly unknown[])[];
  const reporter = {
    warning: (message: string, ...actions: readonly MessageAction[]) => void warnings.push({ message, actions }),
  };
  before(() => {
    Object.assign(vscode.workspace, { isTrusted: true, getConfiguration: () => ({ inspect: () => values }) });
    Object.assign(vscode.commands, { executeCommand: (...call: readonly unknown[]) => ran.push(call) });
  });
  beforeEach(() => {
    values = { globalValue: [OWN], workspaceValue: [FOLDERS] };
    warnings = [];
    ran = [];
  });
  after(() => {
    for (const name of ['isTrusted', 'getConfiguration']) Reflect.deleteProperty(vscode.workspace, name);
    Reflect.deleteProperty(vscode.commands, 'executeCommand');
  });

  /** The buttons of the message about a failure, besides those to try again and to open the log. */
  function buttons(definition: ClusterDefinition, kind: ClusterErrorKind): readonly MessageAction[] {
    const connector = new Connector({ reporter } as unknown as ConnectorParts);
    connector.tell({ state: 'failed', definition, failure: { kind, message: 'No.' } });
    const actions = warnings.at(-1)?.actions ?? [];
    assert.equal(actions[0]?.title, 'Try Again');
    assert.equal(actions.at(-1)?.title, 'Open Log');
    return actions.slice(1, -1);
  }

  const edit = ['Edit Cluster…', Command.editCluster, 'own'] as const;
  const remove = ['Remove Cluster…', Command.removeCluster, 'own'] as const;
  const signIn = ['Set Credentials…', Command.setCredentials, 'own'] as const;
  const user = ['Open Settings', 'workbench.action.openSettings', 'calicoStars.clusters'] as const;
  const workspace = ['Open Settings', 'workbench.action.openWorkspaceSettings', 'calicoStars.clusters'] as const;
  const rows: readonly (readonly [string, ClusterDefinition, ClusterErrorKind, readonly (readonly string[])[]])[] = [
    ['an unknown host or a closed port', OWN, 'unreachable', [edit, remove]],
    ['no answer in time', OWN, 'timeout', [edit, remove]],
    ['the address of another service', OWN, 'unexpected-answer', [edit]],
    ['rejected credentials', OWN, 'unauthorized', [signIn, edit]],
    ['a missing permission', OWN, 'forbidden', [signIn]],
    ['TLS', OWN, 'tls', [edit, user]],
    ['a certificate that can’t be read', OWN, 'invalid', [user]],
    ['a failing server', OWN, 'server', []],
    ['an unknown host in the workspace settings', FOLDERS, 'unreachable', [workspace]],
    ['TLS in the workspace settings', FOLDERS, 'tls', [workspace]],
    ['the local demo', DEMO, 'unreachable', []],
  ];
  for (const [what, definition, kind, expected] of rows)
    it(`offer what may fix ${what}`, () => {
      const offered = buttons(definition, kind);
      for (const button of offered) button.run();
      assert.deepEqual(
        offered.map(({ title }, index) => [title, ...(ran[index] ?? [])]),
        expected,
      );
    });

  it('open the settings where clusters in them are invalid', () => {
    assert.equal(reportInvalid(reporter), false);
    values = { globalValue: [OWN, { name: 'bad', etcd: 'nowhere' }] };
    assert.equal(reportInvalid(reporter), true);
    assert.match(warnings[0]?.message ?? '', /bad/);
    warnings[0]?.actions[0]?.run();
    assert.deepEqual(ran, [user.slice(1)]);
  });
});

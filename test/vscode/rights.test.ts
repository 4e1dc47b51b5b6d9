import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { stringify } from 'yaml';
import { Command, SECTION, Setting } from '../../src/app/ids';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import type { CalicoStars } from '../../src/extension';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { until } from './rules-host';

const RBAC = 'rbac.authorization.k8s.io';
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const configure = (clusters: readonly ClusterDefinition[]) =>
  vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, clusters, vscode.ConfigurationTarget.Global);

describe('a context of few rights', () => {
  let stars: CalicoStars;
  let lab: KubernetesLab;
  let folder: string;
  let kubeconfig: string;
  const send = async (where: string, body: object) => {
    const answer = await fetch(`${lab.url}${where}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const writeContext = (token: string) =>
    writeFile(
      kubeconfig,
      stringify({
        clusters: [{ name: 'lab', cluster: { server: `${lab.url}/key/${token}` } }],
        users: [{ name: 'someone', user: {} }],
        contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'someone' } }],
      }),
    );
  const open = async () => {
    await run(Command.openRules, {
      kind: 'resource',
      of: 'KubernetesNetworkPolicy',
      namespace: 'default',
      name: 'shop',
    });
    return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
  };
  const ready = () => {
    const { connection } = stars.session;
    assert.ok(connection.state === 'connected');
    return connection.store.when(({ policy }) => policy.state === 'ready', AbortSignal.timeout(20_000));
  };

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    lab = await startKubernetes({ users: [{ name: 'reader', uid: 'reader', groups: [], token: 'token-of-reader' }] });
    await send('/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', {
      metadata: { name: 'shop' },
      spec: { podSelector: {} },
    });
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }];
    await send(`/apis/${RBAC}/v1/clusterroles`, { metadata: { name: 'reader' }, rules });
    await send(`/apis/${RBAC}/v1/clusterrolebindings`, {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'User', apiGroup: RBAC, name: 'reader' }],
    });
    folder = await mkdtemp(path.join(tmpdir(), 'rights-'));
    kubeconfig = path.join(folder, 'config');
    await writeContext('token-of-reader');
    await configure([{ name: 'shop', context: 'lab', kubeconfig }]);
    await run(Command.connect, 'shop');
    await ready();
  });
  after(async () => {
    await run('workbench.action.closeAllEditors');
    await run(Command.disconnect);
    await configure([]);
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('opens documents read-only, and says why', async () => {
    const { uri } = await open();
    assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
    const [told] = await until(
      (check) => vscode.languages.onDidChangeDiagnostics(check),
      () => {
        const found = vscode.languages.getDiagnostics(uri).filter(({ message }) => message.includes('read-only'));
        return found.length > 0 ? found : undefined;
      },
      () => JSON.stringify(vscode.languages.getDiagnostics(uri)),
    );
    assert.equal(
      told?.message,
      'This document is read-only. You may not update networkpolicies in the namespace default.',
    );
  });

  it('reconnects when its kubeconfig has other credentials', async () => {
    const before = stars.session.connection;
    await writeContext(lab.key);
    await until(
      (check) => stars.session.onDidChangeConnection(check),
      () => {
        const { connection } = stars.session;
        return connection !== before && connection.state === 'connected' ? connection : undefined;
      },
      () => stars.session.connection.state,
    );
    await ready();
    const { uri } = await open();
    assert.equal((await vscode.workspace.fs.stat(uri)).permissions, undefined);
  });
});

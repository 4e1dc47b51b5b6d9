import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Command, SECTION, Setting } from '../../src/app/ids';
import { addressOf, resourceAddressOf } from '../../src/app/rules-uri/address';
import { SCHEME } from '../../src/app/rules-uri/names';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import type { Snapshot } from '../../src/cluster/model/snapshot';
import type { CalicoStars } from '../../src/extension';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { writeKubeconfig } from '../../src/lab/kubernetes/kubeconfig';
import { startLab, type Lab } from '../../src/lab/lab';
import { until } from './rules-host';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const configure = (clusters: readonly ClusterDefinition[]) =>
  vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, clusters, vscode.ConfigurationTarget.Global);
const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';

describe('clusters side by side', () => {
  let stars: CalicoStars;
  let mesos: Lab;
  let kubernetes: KubernetesLab;
  let folder: string;
  let here: ClusterDefinition;
  let there: ClusterDefinition;
  let nowhere: ClusterDefinition;

  const current = () => {
    const { connection } = stars.session;
    return connection.state === 'disconnected' ? undefined : connection.definition.name;
  };
  const stateOf = ({ name }: ClusterDefinition) => stars.sessions.named(name)?.connection.state;
  const seen = ({ name }: ClusterDefinition, condition: (snapshot: Snapshot) => boolean) =>
    until(
      (check) => stars.sessions.onDidChange(check),
      () => {
        const snapshot = stars.sessions.named(name)?.snapshot;
        return snapshot && condition(snapshot) ? snapshot : undefined;
      },
      () => JSON.stringify(stars.sessions.named(name)?.snapshot?.policy).slice(0, 500),
    );
  const isReady = ({ policy }: Snapshot) => policy.state === 'ready';
  const writeRules = (rules: readonly object[]) =>
    fetch(`${mesos.endpoints.etcd}/v2/keys/calico/v1/policy/profile/web/rules`, {
      method: 'PUT',
      body: new URLSearchParams({
        value: JSON.stringify({ id: 'web', inbound_rules: rules, outbound_rules: [{ action: 'allow' }] }),
      }),
    });
  const policy = (policyTypes: readonly string[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { podSelector: {}, policyTypes },
  });
  const writePolicy = async (method: 'POST' | 'PUT', policyTypes: readonly string[]) => {
    const answer = await fetch(`${kubernetes.url}${POLICIES}${method === 'PUT' ? '/shop' : ''}`, {
      method,
      headers: { Authorization: `Bearer ${kubernetes.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(policy(policyTypes)),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const openText = (address: { readonly path: string; readonly query: string }) =>
    vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, ...address }));
  const shows = (document: vscode.TextDocument, text: RegExp) =>
    until(
      (check) => vscode.workspace.onDidChangeTextDocument(check),
      () => (text.test(document.getText()) ? true : undefined),
      () => document.getText(),
    );

  before(async function () {
    this.timeout(60_000);
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    [mesos, kubernetes] = await Promise.all([startLab(), startKubernetes()]);
    folder = await mkdtemp(path.join(tmpdir(), 'clusters-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, kubernetes);
    here = { name: 'here', etcd: [mesos.endpoints.etcd] };
    there = { name: 'there', context: 'calico-stars-lab', kubeconfig };
    nowhere = { name: 'nowhere', etcd: ['http://127.0.0.1:1'] };
    await fetch(`${mesos.endpoints.etcd}/v2/keys/calico/v1/policy/profile/web/tags`, {
      method: 'PUT',
      body: new URLSearchParams({ value: '["web"]' }),
    });
    await writeRules([{ action: 'deny' }]);
    await writePolicy('POST', ['Ingress']);
    await configure([here, there, nowhere]);
  });

  after(async () => {
    await run('workbench.action.closeAllEditors');
    for (const { name } of [here, there, nowhere])
      if (stars.sessions.named(name)) await run(Command.disconnect, { kind: 'cluster', cluster: name });
    await configure([]);
    await mesos.close();
    await kubernetes.close();
    await rm(folder, { recursive: true });
  });

  it('stay connected, and the last one is current', async () => {
    await run(Command.connect, here.name);
    await run(Command.connect, there.name);
    await Promise.all([seen(here, isReady), seen(there, isReady)]);
    assert.deepEqual([current(), stateOf(here)], ['there', 'connected']);
    await run(Command.connect, here.name);
    assert.deepEqual([current(), stateOf(there)], ['here', 'connected']);
  });

  it('show a change only in their own documents, whichever is current', async () => {
    const rules = await openText(addressOf(here, 'web'));
    const object = await openText(
      resourceAddressOf(there, { kind: 'KubernetesNetworkPolicy', namespace: 'default', name: 'shop' }),
    );
    assert.match(rules.getText(), /deny/);
    assert.match(object.getText(), /Ingress/);
    const before = object.getText();
    await writeRules([{ action: 'allow', protocol: 'tcp', dst_ports: [80] }]);
    await shows(rules, /allow tcp to ports 80/);
    assert.equal(object.getText(), before);
    const after = rules.getText();
    await writePolicy('PUT', ['Ingress', 'Egress']);
    await shows(object, /Egress/);
    assert.equal(rules.getText(), after);
  });

  it('save a document to its cluster while another is current', async () => {
    await run(Command.connect, there.name);
    const rules = await openText(addressOf(here, 'web'));
    const edit = new vscode.WorkspaceEdit();
    const at = rules.getText().indexOf('80');
    edit.replace(rules.uri, new vscode.Range(rules.positionAt(at), rules.positionAt(at + 2)), '443');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await rules.save());
    assert.equal(current(), 'there');
    const stored = await fetch(`${mesos.endpoints.etcd}/v2/keys/calico/v1/policy/profile/web/rules`);
    assert.match(await stored.text(), /443/);
  });

  it('a command of a row acts on the row’s cluster, which becomes current', async () => {
    await run(Command.connect, there.name);
    await run(Command.openRules, { kind: 'profile', profile: 'web', cluster: here.name });
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /^\/here\/web/);
    assert.equal(current(), 'here');
  });

  it('fail alone', async () => {
    await run(Command.connect, nowhere.name);
    assert.deepEqual([stateOf(nowhere), stateOf(here), stateOf(there)], ['failed', 'connected', 'connected']);
  });

  it('disconnect one by one', async () => {
    await run(Command.disconnect, { kind: 'cluster', cluster: here.name });
    assert.deepEqual([stateOf(here), stateOf(there)], ['disconnected', 'connected']);
    await writePolicy('PUT', ['Egress']);
    await seen(
      there,
      (snapshot) => isReady(snapshot) && !JSON.stringify(snapshot.policy).includes('"policyTypes":["Ingress'),
    );
  });
});

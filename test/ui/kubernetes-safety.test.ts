import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { applyManifest } from '../fixtures/apply-manifest';
import { step } from '../fixtures/step';
import { PATIENCE, Workbench } from './support/workbench';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const POLICY = '/apis/networking.k8s.io/v1/namespaces/stars/networkpolicies/frontend';
const READER = { name: 'reader', uid: 'reader', groups: [], token: 'token-of-reader' };

describe('changes of a Kubernetes cluster that others use, too', function () {
  this.timeout(300_000);
  let lab: KubernetesLab;
  let folder: string;
  let window: Workbench;
  const send = async (method: string, where: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${lab.url}${where}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
    return await answer.json();
  };
  const stored = async () =>
    ((await send('GET', POLICY)) as { readonly spec: { readonly ingress?: readonly unknown[] } }).spec;
  const from = (role: string, port: number) => ({
    from: [{ podSelector: { matchLabels: { role } } }],
    ports: [{ protocol: 'TCP', port }],
  });
  const save = async (method: string, ingress: readonly object[]) =>
    send(method, method === 'PUT' ? POLICY : path.dirname(POLICY), {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'frontend', namespace: 'stars' },
      spec: { podSelector: { matchLabels: { role: 'frontend' } }, policyTypes: ['Ingress'], ingress },
    });
  const line = (text: string) => window.page.locator('.editor-instance .view-line', { hasText: text }).first();

  const details = () => window.graph.locator('.details');
  const edge = (name: string, more = '') => window.graph.locator(`[data-edge="${name}"]${more}`);

  before(async () => {
    lab = await startKubernetes({ users: [READER] });
    await applyManifest('stars.yaml', lab);
    await save('POST', [from('backend', 80)]);
    await send('POST', `${RBAC}/clusterroles`, {
      metadata: { name: 'reader' },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
    });
    await send('POST', `${RBAC}/clusterrolebindings`, {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'reader' }],
    });
    folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-safety-'));
    const kubeconfig = path.join(folder, 'config');
    const contexts = { owner: lab.key, reader: READER.token };
    await writeFile(
      kubeconfig,
      stringify({
        clusters: Object.entries(contexts).map(([name, key]) => ({
          name,
          cluster: { server: `${lab.url}/key/${key}` },
        })),
        users: [{ name: 'someone', user: {} }],
        contexts: Object.keys(contexts).map((name) => ({ name, context: { cluster: name, user: 'someone' } })),
      }),
    );
    window = await Workbench.open({
      settings: {
        'calicoStars.clusters': [
          { name: 'harbor', context: 'owner', kubeconfig },
          { name: 'meadow', context: 'reader', kubeconfig },
        ],
      },
    });
    await window.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture('failed-kubernetes-safety');
  });
  after(async () => {
    await window.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('are made from the graph, merged with those of others, and refused before they are tried', async () => {
    await step('explains a denied connection from the graph, and allows it', async () => {
      await window.row(/^harbor, not connected/).click();
      await window.row(/^Policies, 1/).waitFor({ timeout: PATIENCE });
      await window.command('Calico Stars: Show Graph');
      await edge('C→F', '[data-state="unreachable"]').waitFor({ timeout: PATIENCE });
      await window.clickLine(edge('C→F'));
      await details().getByRole('heading', { name: 'Least edits that allow it' }).waitFor({ timeout: PATIENCE });
      await details()
        .getByText(/^Add “Allow from .*role=client.* · TCP 80” to ingress of NetworkPolicy stars\/frontend\.$/)
        .waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-safety-denied');
      await details().getByRole('button', { name: 'Allow This' }).first().click();
      await edge('C→F', '[data-state="reachable"]').waitFor({ timeout: PATIENCE });
      assert.deepEqual((await stored()).ingress, [
        from('backend', 80),
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'client' } },
              podSelector: { matchLabels: { role: 'client' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 80 }],
        },
      ]);
    });

    await step('blocks it again with the removal of what allows it', async () => {
      await details().getByRole('heading', { name: 'Least edits that block it' }).waitFor({ timeout: PATIENCE });
      await details().getByText('Remove ingress[1] from NetworkPolicy stars/frontend.').waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-safety-allowed');
      await details().getByRole('button', { name: 'Block This' }).first().click();
      await edge('C→F', '[data-state="unreachable"]').waitFor({ timeout: PATIENCE });
      assert.deepEqual((await stored()).ingress, [from('backend', 80)]);
    });

    await step('leads to a new policy where none applies', async () => {
      await window.clickLine(edge('B→C'));
      await details().getByText('only a new one can block it').waitFor({ timeout: PATIENCE });
      await details().getByRole('button', { name: 'Create Policy…' }).click();
      await window.quickInput.waitFor({ timeout: PATIENCE });
      await window.page.keyboard.press('Escape');
    });

    await step('keeps the text when someone else saved first, and merges both', async () => {
      await window.row(/^stars\/frontend/).click();
      await line('port: 80').click({ timeout: PATIENCE });
      await window.page.keyboard.press('End');
      await window.page.keyboard.type(' # Of the backend');
      await save('PUT', [from('backend', 80), from('client', 80)]);
      await window.page.keyboard.press('Control+s');
      const told = window.notification(/frontend was changed in the cluster while you edited it/);
      await told.waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-safety-conflict');
      await told.getByRole('button', { name: 'Compare' }).click();
      await window.page.getByRole('tab', { name: /In the Cluster ↔ Yours/ }).waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-safety-compared');
      const differs = window.notification(/differs from what is in the cluster/);
      await differs.getByRole('button', { name: 'Merge' }).click();
      await line('# Of the backend').waitFor({ timeout: PATIENCE });
      await line('role: client').waitFor({ timeout: PATIENCE });
      assert.deepEqual((await stored()).ingress, [from('backend', 80), from('client', 80)]);
      await window.picture('kubernetes-safety-merged');
    });

    await step('is read-only with a context of few rights, and says why', async () => {
      await window.row(/^harbor/).click();
      await window.page.keyboard.press('ArrowLeft');
      await window.row(/^meadow, not connected/).click();
      await window.row(/^Policies, 1/).waitFor({ timeout: PATIENCE });
      await window.row(/^stars\/frontend/).click();
      await window.page.locator('.breadcrumbs-control', { hasText: 'meadow' }).waitFor({ timeout: PATIENCE });
      await line('role: client').click({ timeout: PATIENCE });
      await window.page.keyboard.type('x');
      await window.page.getByText('Editor is read-only').first().waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-safety-read-only');
      await window.command('Calico Stars: Create Policy…');
      await window.pick('NetworkPolicy of Kubernetes');
      await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'read-only' }).first().waitFor();
      await window.picture('kubernetes-safety-refused');
      await window.page.keyboard.press('Escape');
    });
  });
});

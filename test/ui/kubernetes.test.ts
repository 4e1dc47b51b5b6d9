import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeKubeconfig } from '../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { applyManifest } from '../fixtures/apply-manifest';
import { step } from '../fixtures/step';
import { PATIENCE, Workbench } from './support/workbench';

const CALICO = '/apis/projectcalico.org/v3/namespaces/stars/networkpolicies';

describe('a Kubernetes cluster in a window', function () {
  this.timeout(300_000);
  let lab: KubernetesLab;
  let folder: string;
  let window: Workbench;
  const send = async (method: string, where: string, body?: object): Promise<object> => {
    const answer = await fetch(`${lab.url}${where}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
    return (await answer.json()) as object;
  };
  const policies = async (): Promise<readonly string[]> => {
    const answer = await fetch(`${lab.url}/apis/networking.k8s.io/v1/networkpolicies`, {
      headers: { Authorization: `Bearer ${lab.key}` },
    });
    const { items } = (await answer.json()) as { readonly items: readonly { readonly metadata: { name: string } }[] };
    return items.map(({ metadata: { name } }) => name);
  };

  before(async () => {
    lab = await startKubernetes();
    await applyManifest('stars.yaml', lab);
    await applyManifest('1-default-deny.yaml', lab);
    await send('POST', CALICO, {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'block-client', namespace: 'stars' },
      spec: { order: 10, selector: "role == 'frontend'", types: ['Ingress'], ingress: [{ action: 'Deny' }] },
    });
    folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, lab);
    window = await Workbench.open({
      settings: { 'calicoStars.clusters': [{ name: 'shop', context: 'calico-stars-lab', kubeconfig }] },
    });
    await window.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture('failed-kubernetes');
  });
  after(async () => {
    await window.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('connects by its context, and shows, creates and draws policy', async () => {
    await step('connects', async () => {
      await window.command('Calico Stars: Connect…');
      await window.pick('shop');
      await window.row(/^default, order/).waitFor({ timeout: PATIENCE });
    });
    await step('offers no commands for Mesos in the palette', async () => {
      await window.page.keyboard.press('F1');
      await window.page.keyboard.insertText('Calico Stars: Create ');
      const offered = (title: string) => window.page.getByRole('option', { name: `Calico Stars: ${title}` });
      await offered('Create Policy…').waitFor({ timeout: PATIENCE });
      assert.equal(await offered('Create Network…').count(), 0);
      await window.page.keyboard.press('Escape');
    });
    await step('shows policies in effect order and namespaces with their pods', async () => {
      await window.row(/^stars\/default-deny/).waitFor({ timeout: PATIENCE });
      await window.row(/^Namespaces/).click();
      await window.row(/^client, 1 pod/).waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-tree');
    });
    await step('opens a policy as YAML', async () => {
      await window.row(/^stars\/default-deny/).click();
      await window.page.getByText('networking.k8s.io/v1').first().waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-document');
    });
    await step('creates a policy', async () => {
      await window.command('Calico Stars: Create Policy…');
      await window.pick('NetworkPolicy of Kubernetes');
      await window.pick('client');
      await window.type('no-egress');
      await window.pick('All pods of client');
      await window.pick('Isolate egress, except DNS');
      await window.row(/^client\/no-egress/).waitFor({ timeout: PATIENCE });
      assert.ok((await policies()).includes('no-egress'));
    });
    await step('tells who decides for a pod', async () => {
      await window.row(/^stars, /).click();
      await window.menu(window.row(/^frontend, 1 pod/), 'Who Decides for This Workload…');
      const decider = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'stars/' });
      await decider.nth(1).waitFor({ timeout: PATIENCE });
      assert.match((await decider.first().textContent()) ?? '', /block-client/);
      await window.picture('kubernetes-who-decides');
      await window.page.keyboard.press('Escape');
    });
    await step('explains a policy of Calico in front of one of Kubernetes', async () => {
      await window.command('Calico Stars: Explain Connection…');
      await window.pick('client/client');
      await window.pick('stars/frontend');
      await window.pick('tcp 80');
      await window.graph
        .getByText(/NetworkPolicy stars\/block-client denies it at ingress\[0\] \(line \d+\)\./)
        .waitFor({ timeout: PATIENCE });
      await window.graph
        .getByText('tier default (stars/block-client, stars/default-deny)')
        .waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-explained');
      await window.command('View: Close All Editors');
    });
    await step('stages a removal, and promotes it', async () => {
      await window.menu(window.row(/^stars\/.*block-client/), 'Stage Policy…');
      await window.pick('Its removal');
      const staged = window.row(/^stars\/.*block-client, staged removal/);
      await staged.waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-staged');
      await window.menu(staged, 'Promote Staged Policy…');
      const dialog = window.page.locator('.monaco-dialog-box');
      await dialog.getByText('It removes the policy in force with this name').waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-promote');
      await dialog.getByRole('button', { name: 'Promote' }).click();
      await window
        .row(/block-client/)
        .first()
        .waitFor({ state: 'detached', timeout: PATIENCE });
      assert.deepEqual(((await send('GET', CALICO)) as { readonly items: readonly object[] }).items, []);
    });
    await step('allows traffic between two workloads with a new policy that is effective', async () => {
      await window.command('Calico Stars: Allow Traffic…');
      await window.pick('stars/frontend');
      await window.pick('stars/backend');
      await window.pick('TCP 6379');
      await window.quickInput.waitFor({ timeout: PATIENCE });
      await window.type('allow-frontend');
      const kinds = window.page.locator('.quick-input-list .monaco-list-row', { hasText: /opens/ });
      await kinds.nth(1).waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-allow-traffic');
      await window.pick('NetworkPolicy of Kubernetes');
      await window.row(/^stars\/allow-frontend/).waitFor({ timeout: PATIENCE });
      assert.ok((await policies()).includes('allow-frontend'));
    });
    await step('tells what the removal of a policy closes before it is removed', async () => {
      const row = window.row(/^stars\/allow-frontend/);
      await window.menu(row, 'Remove Policy…');
      const dialog = window.page.locator('.monaco-dialog-box');
      await dialog.getByText(/closes stars\/frontend\S* → stars\/backend\S*:6379/).waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-removal');
      await dialog.getByRole('button', { name: 'Remove Object' }).click();
      await row.waitFor({ state: 'detached', timeout: PATIENCE });
      assert.ok(!(await policies()).includes('allow-frontend'));
    });
    await step('draws what policy allows', async () => {
      await window.command('Calico Stars: Show Graph');
      await window.page.locator('iframe.webview').first().waitFor({ timeout: PATIENCE });
      const graph = window.page.frameLocator('iframe.webview').frameLocator('iframe');
      await graph.getByText('frontend').first().waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-graph');
    });
  });
});

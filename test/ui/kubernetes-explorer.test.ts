import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeKubeconfig } from '../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { applyManifest } from '../fixtures/apply-manifest';
import { step } from '../fixtures/step';
import { PATIENCE, Workbench } from './support/workbench';

describe('rows of the Kubernetes extension', function () {
  this.timeout(300_000);
  let lab: KubernetesLab;
  let folder: string;
  let window: Workbench;

  before(async () => {
    lab = await startKubernetes();
    await applyManifest('stars.yaml', lab);
    await applyManifest('1-default-deny.yaml', lab);
    folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, lab);
    window = await Workbench.open({
      extensions: [path.join(import.meta.dirname, 'kubernetes-tools')],
      settings: { 'standIn.kubeconfig': kubeconfig },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture('failed-kubernetes-explorer');
  });
  after(async () => {
    await window.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('lead to the graph, to who decides, and to policies of its current context', async () => {
    await window.command('View: Show Explorer');
    const clusters = window.page.locator('.pane', {
      has: window.page.locator('.pane-header', { hasText: 'Clusters' }),
    });
    const row = (name: string) => clusters.getByRole('treeitem', { name });
    await step('has a kubeconfig whose current context is offered first', async () => {
      await window.command('Calico Stars: Connect to Context…');
      const first = window.page.locator('.quick-input-list .monaco-list-row').first();
      await first.waitFor({ timeout: PATIENCE });
      assert.match((await first.textContent()) ?? '', /calico-stars-lab.*current/);
      await window.page.keyboard.press('Escape');
    });
    await step('tells who decides for a deployment, and connects for it', async () => {
      await clusters.locator('.pane-header').click();
      await window.menu(row('Deployment frontend'), 'Who Decides for This Workload…');
      await window.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'stars/default-deny' })
        .waitFor({ timeout: PATIENCE });
      await window.picture('kubernetes-explorer');
      await window.page.keyboard.press('Escape');
    });
    await step('shows a namespace in the graph', async () => {
      await window.menu(row('Namespace stars'), 'Show in Graph');
      await window.graph.getByText('frontend').first().waitFor({ timeout: PATIENCE });
    });
    await step('opens the policy of the namespace', async () => {
      await window.menu(row('Namespace stars'), 'Open Policies');
      await window.page.getByRole('tab', { name: /default-deny/ }).waitFor({ timeout: PATIENCE });
    });
  });
});

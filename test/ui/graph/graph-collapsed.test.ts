import assert from 'node:assert/strict';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import { object, store, type Entry } from '../../contract/etcd/calico3-objects';
import { startEtcd, type RunningEtcd } from '../../contract/etcd/etcd';
import { largeCluster } from '../../fixtures/large-cluster';
import { step } from '../../fixtures/step';
import { PATIENCE, Workbench } from '../support/workbench';

const NAMESPACES = 40;
/** Objects that are stored at the same time. */
const TOGETHER = 50;

const tcp = (source: object, port: number) => ({
  action: 'Allow',
  protocol: 'TCP',
  source,
  destination: { ports: [port] },
});

/** A policy that lets the databases of a namespace be reached by its API, and in `n3` by that of `n4`, too. */
function databases(namespace: string): Entry {
  const ingress = [
    tcp({ selector: "app == 'api'" }, 5432),
    ...(namespace === 'n3'
      ? [tcp({ selector: "app == 'api'", namespaceSelector: "projectcalico.org/name == 'n4'" }, 5432)]
      : []),
  ];
  const spec = { order: 10, selector: "app == 'db'", types: ['Ingress'], ingress };
  return [`networkpolicies/${namespace}/default.db`, object('NetworkPolicy', 'default.db', spec, { namespace })];
}

/** Two thousand pods in forty namespaces. Nothing may connect to anything else but to databases. */
const CLUSTER: readonly Entry[] = [
  ...largeCluster({ pods: 2_000, namespaces: NAMESPACES, policies: 0 }),
  [
    'globalnetworkpolicies/default.nobody',
    object('GlobalNetworkPolicy', 'default.nobody', { order: 20, selector: 'all()', types: ['Ingress'] }),
  ],
  ...Array.from({ length: NAMESPACES }, (_, index) => databases(`n${index}`)),
];

describe('the graph of two thousand workloads', function () {
  this.timeout(180_000);
  let etcd: RunningEtcd;
  let admin: Etcd3Store;
  let workbench: Workbench;
  const groups = () => workbench.graph.locator('[data-node][data-kind="group"]').count();
  const nodes = () => workbench.attributes(workbench.graph.locator('[data-node]:not([data-dim="true"])'), 'data-node');
  const edges = () => workbench.attributes(workbench.graph.locator('[data-edge]'), 'data-edge');

  before(async () => {
    etcd = await startEtcd(false);
    admin = new Etcd3Store({ addresses: [etcd.address] });
    for (let at = 0; at < CLUSTER.length; at += TOGETHER)
      await Promise.all(CLUSTER.slice(at, at + TOGETHER).map((entry) => store(admin, entry)));
    workbench = await Workbench.open({
      settings: { 'calicoStars.clusters': [{ name: 'prod', etcd: [etcd.address] }] },
    });
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('prod');
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture('failed-collapsed');
  });
  after(async () => {
    await workbench.close();
    admin.close();
    await etcd.close();
  });

  it('opens collapsed, expands a group, is narrowed by a filter, and explains an edge', async () => {
    await step('opens with a node for each namespace, and what crosses them', async () => {
      await workbench.command('Calico Stars: Show Graph');
      await workbench.untilEqual(groups, NAMESPACES);
      await workbench.untilEqual(edges, ['▣ n4→▣ n3']);
      await workbench.picture('collapsed-graph');
    });

    await step('expands a namespace in place of its node', async () => {
      await workbench.graph.locator('[data-node="▣ n3"] .disc').click({ timeout: PATIENCE });
      await workbench.graph.locator('[data-frame="▣ n3"]').waitFor({ timeout: PATIENCE });
      await workbench.untilEqual(groups, NAMESPACES - 1);
      await workbench.untilEqual(edges, ['n3/api→n3/db', '▣ n4→n3/db']);
      await workbench.picture('collapsed-expanded');
    });

    await step('is narrowed by a filter', async () => {
      await workbench.graph.locator('vscode-text-field input').first().fill('port:5432 ns:n3');
      await workbench.untilEqual(nodes, ['n3/api', 'n3/db']);
    });

    await step('explains an edge by the rule of the policy', async () => {
      await workbench.clickLine(workbench.graph.locator('[data-edge="n3/api→n3/db"]'));
      const details = workbench.graph.locator('.details');
      await details.getByText('5432').first().waitFor({ timeout: PATIENCE });
      await details
        .getByText(/default\.db/)
        .first()
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('collapsed-explained');
    });

    await step('collapses the namespace again', async () => {
      await workbench.graph.locator('vscode-text-field input').first().fill('');
      await workbench.graph.locator('[data-frame="▣ n3"] .frame-name').click({ timeout: PATIENCE });
      await workbench.untilEqual(groups, NAMESPACES);
    });

    assert.deepEqual(await edges(), ['▣ n4→▣ n3']);
  });
});
